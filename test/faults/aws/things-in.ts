/** As much of a snapshot as is looked at here. */
interface Snapshot {
  readonly roles: Readonly<Record<string, { readonly inlinePolicies: object }>>;
  readonly regions: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, object>>>>>>;
}

/** Parts whose keys nobody chose: only their number is the same from run to run. */
const COUNTED = new Set(['kmsKeys', 'iotTags', 'kmsAliases', 'networkInterfaces']);

/** A canary that is cut off leaves a certificate that was never active, which AWS forgets by itself. */
const PASSING = new Set(['certificates']);

/** AWS ends the ARN of a secret with six characters of its own. */
const named = (key: string): string => key.replace(/(:secret:.*)-\w{6}$/, '$1');

/** What is there, each thing once, without what differs between two runs that come to the same. */
export function thingsIn(snapshot: object): string[] {
  const { roles, regions } = snapshot as Snapshot;
  const things = Object.entries(roles).flatMap(([name, role]) => [
    `role ${name}`,
    ...Object.keys(role.inlinePolicies).map((policy) => `policy ${name}/${policy}`),
  ]);
  for (const [region, parts] of Object.entries(regions)) {
    for (const [part, entries] of Object.entries(parts)) {
      if (PASSING.has(part)) continue;
      if (COUNTED.has(part)) things.push(`${region} ${part}: ${Object.keys(entries).length}`);
      else things.push(...Object.keys(entries).map((name) => `${region} ${part} ${named(name)}`));
    }
    for (const [name, entry] of Object.entries(parts['functions'] ?? {})) {
      for (const { Sid } of statementsOf(entry)) things.push(`${region} statement ${name}/${Sid}`);
    }
  }
  return things.toSorted();
}

/** Keys and secrets that AWS was asked to delete. */
export const markedIn = (snapshot: object): string[] =>
  Object.values((snapshot as Snapshot).regions).flatMap(({ kmsKeys = {}, secrets = {} }) =>
    Object.entries({ ...kmsKeys, ...secrets })
      .filter(([, entry]) => 'deletesAt' in entry)
      .map(([name]) => name),
  );

interface Statement {
  readonly Sid: string;
}

export const statementsOf = (entry: object): readonly Statement[] =>
  Object.values((entry as { readonly policies: Readonly<Record<string, readonly Statement[]>> }).policies).flat();

/** The certificate providers of the account, of all Regions. */
export const providersIn = (snapshot: object): readonly Provider[] =>
  Object.values((snapshot as Snapshot).regions).flatMap((parts) =>
    Object.values((parts['certificateProviders'] ?? {}) as Readonly<Record<string, Provider>>),
  );

export interface Provider {
  readonly name: string;
  readonly lambdaFunctionArn: string;
}

/** A provider whose function is not there, or does not let AWS IoT in: then nobody signs. */
export function brokenProvidersIn(snapshot: object): string[] {
  const functions = Object.values((snapshot as Snapshot).regions).flatMap((parts) =>
    Object.values((parts['functions'] ?? {}) as Readonly<Record<string, { readonly functionArn: string }>>),
  );
  return providersIn(snapshot)
    .filter(({ lambdaFunctionArn }) => {
      const used = functions.find(({ functionArn }) => functionArn === lambdaFunctionArn);
      return used === undefined || !JSON.stringify(statementsOf(used)).includes('iot.amazonaws.com');
    })
    .map(({ name }) => name);
}
