import { CertprovError } from '../errors.ts';
import type { Action, ActionKind } from './plan.ts';
import { addPermission } from './kinds/add-permission.ts';
import { createCertificateProvider } from './kinds/create-certificate-provider.ts';
import { createFunction } from './kinds/create-function.ts';
import { createKey } from './kinds/create-key.ts';
import { createLogGroup } from './kinds/create-log-group.ts';
import { createProvisioningTemplate } from './kinds/create-provisioning-template.ts';
import { createRole } from './kinds/create-role.ts';
import { createSecret } from './kinds/create-secret.ts';
import { putRolePolicy } from './kinds/put-role-policy.ts';

/**
 * Every kind of change that a plan can have. What else calls a writer makes nothing that a journal would have to undo:
 * the rollback's delete, the proof's tag, a claim and the canary's certificate, a CA key's signature and its deletion.
 */
export const ACTION_KINDS = [
  createKey,
  createSecret,
  createRole,
  createProvisioningTemplate,
  putRolePolicy,
  createLogGroup,
  createFunction,
  addPermission,
  createCertificateProvider,
] as const;

/** The kind of an action, with its args and receipt untyped: they come from a plan or a journal of this same registry. */
export function actionKind(action: Action): ActionKind<unknown, unknown> {
  const kind = ACTION_KINDS.find((known) => known.kind === action.kind);
  if (!kind) {
    throw new CertprovError('JOURNAL_CORRUPT', `this certprov does not know the action ${action.kind}`, {
      fix: 'use the version of certprov that wrote the journal, or a newer one',
    });
  }
  return kind;
}
