import { addPermission } from '../../actions/kinds/add-permission.ts';
import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { createFunction } from '../../actions/kinds/create-function.ts';
import { createLogGroup } from '../../actions/kinds/create-log-group.ts';
import { createProvisioningTemplate } from '../../actions/kinds/create-provisioning-template.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { createSecret } from '../../actions/kinds/create-secret.ts';
import { identityOf } from '../../actions/identity.ts';
import { putRolePolicy } from '../../actions/kinds/put-role-policy.ts';
import { functionNameOf, parseArn, providerArnOf, type AccountPlace } from '../../aws/arn.ts';
import { allPages } from '../../aws/pages.ts';
import type { AwsReader, FunctionDescription, FunctionSummary } from '../../aws/ports/ports.ts';
import { CertprovError } from '../../errors.ts';
import type { MadeAction } from '../../actions/journal.ts';
import {
  FUNCTION_DESCRIPTION,
  isOurFunction,
  isOurs,
  isOurStatementId,
  LOG_GROUP,
} from '../../deployment/ownership.ts';
import type { Action } from '../../actions/plan.ts';
import { DEFAULT_FUNCTION_NAME, logGroupNameFor, roleNameFor } from '../../deployment/names.ts';
import { deployedExternal, signerKind } from '../../deployment/deployed-signer.ts';
import type { Undoable } from '../../actions/undo-actions.ts';

/** The provider first, so that devices get certificates again at once; then what nothing else rests on. */
const UNDO_ORDER = [
  createCertificateProvider,
  addPermission,
  createFunction,
  createSecret,
  createProvisioningTemplate,
  // What nobody writes into any more, now that the function is gone.
  createLogGroup,
  putRolePolicy,
  // Last: its tags say of the function what nothing else says when that is gone.
  createRole,
].map((kind) => kind.kind);

interface Clues {
  readonly made: readonly MadeAction[];
  /** Roles cannot be listed by tag: those of the signers of these names are looked for as well. */
  readonly functionNames: readonly string[];
  /** With it, what cannot be read is left out; without it, that is an error. */
  readonly onUnread?: (error: CertprovError) => void;
}

/**
 * Everything that certprov made here and has not taken back: what the journals say, and what carries its tags, since a
 * journal can be lost or be on another machine.
 */
export async function findMade({ made, ...clues }: Clues, aws: AwsReader, place: AccountPlace): Promise<Undoable[]> {
  const found = await findTagged(clues, aws, place);
  return inUndoOrder(withoutRepeats([...made, ...found.map((action) => ({ action, receipt: undefined }))]));
}

/** The first of each; a journaled one therefore stands before the same one found in the account. */
export function withoutRepeats(undoables: readonly Undoable[]): Undoable[] {
  const byIdentity = new Map<string | undefined, Undoable>();
  for (const undoable of undoables) {
    const identity = identityOf(undoable.action);
    if (!byIdentity.has(identity)) byIdentity.set(identity, undoable);
  }
  return [...byIdentity.values()];
}

export const inUndoOrder = (undoables: readonly Undoable[]): Undoable[] =>
  undoables.toSorted((a, b) => UNDO_ORDER.indexOf(a.action.kind) - UNDO_ORDER.indexOf(b.action.kind));

async function findTagged(
  { functionNames, onUnread }: Omit<Clues, 'made'>,
  aws: AwsReader,
  place: AccountPlace,
): Promise<Action[]> {
  const read = async <T>(reading: Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await reading;
    } catch (error) {
      if (!onUnread || !(error instanceof CertprovError)) throw error;
      onUnread(error);
      return [];
    }
  };
  const candidates = await read(ourCandidates(aws));
  const described = await Promise.all(candidates.map(({ functionName }) => read(ownFunction(functionName, aws))));
  const functions = described.flat();
  const functionOfRole = new Map([
    ...[DEFAULT_FUNCTION_NAME, ...functionNames].map((name) => [roleNameFor(name, place.region), name] as const),
    ...functions.map((f) => [parseArn(f.roleArn)?.resource.split('/').at(-1) ?? '', f.functionName] as const),
  ]);
  const actions = await Promise.all([
    ...functions.map((f) => read(permissionActions(f.functionArn, aws, place))),
    ...[...functionOfRole].filter(([name]) => name !== '').map((named) => read(roleActions(named, aws))),
  ]);
  return [
    ...functions.map(functionAction),
    ...functions.flatMap(secretActions),
    ...functions.flatMap(logGroupActions),
    ...actions.flat(),
  ];
}

const ourCandidates = async (aws: AwsReader): Promise<readonly FunctionSummary[]> =>
  (await allPages(aws.listFunctions())).filter(({ description }) => description === FUNCTION_DESCRIPTION);

async function ownFunction(name: string, aws: AwsReader): Promise<FunctionDescription[]> {
  const described = await aws.describeFunction(name);
  return described && isOurFunction(described) ? [described] : [];
}

function functionAction(lambda: FunctionDescription): Action {
  const { functionName, roleArn, architecture, memoryMb, timeoutSeconds, environment, codeSha256, tags, runtime, vpc } =
    lambda;
  return createFunction.with({
    functionName,
    roleArn,
    runtime: runtime ?? '',
    architecture: architecture === 'x86_64' ? 'x86_64' : 'arm64',
    memoryMb,
    timeoutSeconds,
    environment,
    signer: signerKind(environment),
    codeSha256,
    tags,
    ...(vpc === undefined ? {} : { vpc }),
  });
}

/** Named by the settings of the function; a function of an earlier run that is gone names none any more. */
function secretActions({ environment, tags }: FunctionDescription): Action[] {
  const config = deployedExternal(environment)?.config;
  if (!config || !('secretName' in config)) return [];
  const holds = config.kind === 'secret' ? 'ca-key' : 'credentials';
  return [createSecret.with({ secretName: config.secretName, holds, tags })];
}

/** Told by a tag of function and role, so that nobody has to be allowed to look for a log group that was never made. */
const logGroupActions = ({ functionName, tags }: Pick<FunctionDescription, 'functionName' | 'tags'>): Action[] =>
  tags[LOG_GROUP] === undefined
    ? []
    : [
        createLogGroup.with({
          logGroupName: logGroupNameFor(functionName),
          retentionDays: Number(tags[LOG_GROUP]),
          tags,
        }),
      ];

/** Statements carry no tags; ours are known by their id and by naming this account. */
export async function permissionActions(functionArn: string, aws: AwsReader, place: AccountPlace): Promise<Action[]> {
  const policy = await aws.functionPolicy(functionArn);
  return (policy?.Statement ?? [])
    .filter((statement) => isOurStatementId(statement.Sid))
    .map((statement) =>
      addPermission.with({
        functionName: functionNameOf(functionArn),
        statementId: statement.Sid!,
        sourceAccount: place.account,
        sourceArn: sourceArnOf(statement.Condition) ?? providerArnOf(place, statement.Sid!.replace(/^certprov-/, '')),
      }),
    );
}

function sourceArnOf(
  condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined,
): string | undefined {
  const entries = Object.values(condition ?? {}).flatMap((keys) => Object.entries(keys));
  const value = entries.find(([key]) => key.toLowerCase() === 'aws:sourcearn')?.[1];
  return typeof value === 'string' ? value : undefined;
}

async function roleActions([roleName, functionName]: readonly [string, string], aws: AwsReader): Promise<Action[]> {
  const role = await aws.describeRole(roleName);
  if (!role || !isOurs(role.tags)) return [];
  const { inline } = await aws.listRolePolicies(roleName);
  const policies = inline.filter((name) => name.startsWith('certprov-'));
  return [
    ...policies.map((policyName) =>
      putRolePolicy.with({ roleName, policyName, policy: { Version: '2012-10-17', Statement: [] } }),
    ),
    ...logGroupActions({ functionName, tags: role.tags }),
    createRole.with({ roleName, functionName, tags: role.tags }),
  ];
}
