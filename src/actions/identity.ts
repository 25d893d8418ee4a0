import { addPermission, type AddPermissionArgs } from './kinds/add-permission.ts';
import { createCertificateProvider } from './kinds/create-certificate-provider.ts';
import { createFunction } from './kinds/create-function.ts';
import { createKey } from './kinds/create-key.ts';
import { createLogGroup } from './kinds/create-log-group.ts';
import { createProvisioningTemplate } from './kinds/create-provisioning-template.ts';
import { createRole } from './kinds/create-role.ts';
import { createSecret, type CreateSecretArgs } from './kinds/create-secret.ts';
import { putRolePolicy } from './kinds/put-role-policy.ts';
import type { Action } from './plan.ts';
import { actionKind } from './registry.ts';

/** By kind: the args that tell one thing in the account from another. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  [createKey.kind]: ['alias'],
  [createSecret.kind]: ['secretName'],
  [createProvisioningTemplate.kind]: ['templateName'],
  [createRole.kind]: ['roleName'],
  [putRolePolicy.kind]: ['roleName', 'policyName'],
  [createLogGroup.kind]: ['logGroupName'],
  [createFunction.kind]: ['functionName'],
  [addPermission.kind]: ['functionName', 'statementId'],
  [createCertificateProvider.kind]: ['certificateProviderName', 'lambdaFunctionArn'],
};

/** The same for two actions that make the same thing. Undefined: the args, which can be a journal's, do not say what. */
export function identityOf({ kind, args }: Action): string | undefined {
  const values = (NAMES[kind] ?? []).map((name) => (args as Readonly<Record<string, unknown>>)[name]);
  const isWhole = values.length > 0 && values.every((value) => typeof value === 'string' && value !== '');
  return isWhole ? [kind, ...values].join('\n') : undefined;
}

/** `function certprov-signer`, for a sentence about what stays or goes. */
export function nameOf(action: Action): string {
  const kind = actionKind(action);
  const name = `${kind.makes} ${kind.describe(action.args).target}`;
  // A function can have several statements of ours, and only its id tells which.
  return action.kind === addPermission.kind ? `${name} (${(action.args as AddPermissionArgs).statementId})` : name;
}

/** Whether what an action made is the key of a CA: device certificates may depend on it, so no rollback deletes it. */
export const holdsCaKey = ({ kind, args }: Action): boolean =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- args of this kind, from a plan or a journal
  kind === createKey.kind || (kind === createSecret.kind && (args as CreateSecretArgs).holds === 'ca-key');
