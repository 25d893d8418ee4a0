import type { Store } from './service.ts';
import { isGone as isKeyGone, keyStateOf } from './kms/find-key.ts';
import { isGone as isSecretGone } from './secrets-manager/find-secret.ts';
import { regionOf } from './state/region-of.ts';

/** A type and not an interface, so that it counts as JSON. */
export type AccountContents = {
  readonly functions: readonly { readonly name: string; readonly runtime: string }[];
  readonly certificateAuthorities: readonly { readonly name: string; readonly status: string; readonly arn: string }[];
  readonly certificateProviders: readonly { readonly name: string; readonly lambdaFunctionArn: string }[];
  readonly provisioningTemplates: readonly { readonly name: string; readonly type: string }[];
  readonly roles: readonly string[];
  readonly signingKeys: readonly {
    readonly name: string;
    readonly keySpec: string;
    readonly status: string;
    readonly arn: string;
  }[];
  readonly secrets: readonly { readonly name: string; readonly status: string; readonly arn: string }[];
};

export const contentsOf = (store: Store, regionName: string, now: Date): Promise<AccountContents> =>
  store.read((state) => {
    const { lambda, acmPca, iot, kms, secretsManager } = regionOf(state, regionName);
    return {
      functions: Object.values(lambda.functions).map((f) => ({
        name: f.functionName,
        runtime: f.latest.runtime ?? f.latest.packageType,
      })),
      certificateAuthorities: Object.values(acmPca.authorities).map((a) => ({
        name: a.subject['CommonName'] ?? a.arn,
        status: a.status,
        arn: a.arn,
      })),
      certificateProviders: Object.values(iot.certificateProviders).map((p) => ({
        name: p.name,
        lambdaFunctionArn: p.lambdaFunctionArn,
      })),
      provisioningTemplates: Object.values(iot.provisioningTemplates).map((t) => ({ name: t.name, type: t.type })),
      roles: Object.values(state.iam.roles).map((role) => role.roleName),
      signingKeys: Object.values(kms.keys)
        .filter((key) => !isKeyGone(key, now) && key.keySpec !== 'SYMMETRIC_DEFAULT')
        .map((key) => ({
          name: Object.values(kms.aliases).find(({ targetKeyId }) => targetKeyId === key.keyId)?.aliasName ?? key.keyId,
          keySpec: key.keySpec,
          status: keyStateOf(key),
          arn: key.arn,
        })),
      secrets: Object.values(secretsManager.secrets)
        .filter((secret) => !isSecretGone(secret, now))
        .map(({ name, arn, deletesAt }) => ({
          name,
          status: deletesAt === undefined ? 'Active' : 'PendingDeletion',
          arn,
        })),
    };
  });

/** For a person: one group per kind, one line per resource. */
export function contentsText(contents: AccountContents): string {
  const groups: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Lambda functions', contents.functions.map(({ name, runtime }) => `${name} (${runtime})`)],
    ['Private CAs', contents.certificateAuthorities.map(({ name, status }) => `${name} (${status})`)],
    [
      'Certificate provider',
      contents.certificateProviders.map(({ name, lambdaFunctionArn }) => `${name} → ${lambdaFunctionArn}`),
    ],
    ['Provisioning templates', contents.provisioningTemplates.map(({ name, type }) => `${name} (${type})`)],
    ['Roles', contents.roles],
  ];
  // Nothing of these is there at first, and most who practise here need none.
  const added: typeof groups = [
    ['Signing keys', contents.signingKeys.map(({ name, keySpec, status }) => `${name} (${keySpec}, ${status})`)],
    ['Secrets', contents.secrets.map(({ name, status }) => (status === 'Active' ? name : `${name} (${status})`))],
  ];
  return [...groups, ...added.filter(([, lines]) => lines.length > 0)]
    .map(([title, lines]) =>
      [`${title}:`, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)].join('\n'),
    )
    .join('\n');
}
