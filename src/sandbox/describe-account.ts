import type { Store } from './service.ts';
import { regionOf } from './state/region-of.ts';

/** A type and not an interface, so that it counts as JSON. */
export type AccountContents = {
  readonly functions: readonly { readonly name: string; readonly runtime: string }[];
  readonly certificateAuthorities: readonly { readonly name: string; readonly status: string; readonly arn: string }[];
  readonly certificateProviders: readonly { readonly name: string; readonly lambdaFunctionArn: string }[];
  readonly provisioningTemplates: readonly { readonly name: string; readonly type: string }[];
  readonly roles: readonly string[];
};

export const contentsOf = (store: Store, regionName: string): Promise<AccountContents> =>
  store.read((state) => {
    const { lambda, acmPca, iot } = regionOf(state, regionName);
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
  return groups
    .map(([title, lines]) =>
      [`${title}:`, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)].join('\n'),
    )
    .join('\n');
}
