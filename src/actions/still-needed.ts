import { roleNameOf } from '../aws/arn.ts';
import { addPermission } from './kinds/add-permission.ts';
import { createFunction } from './kinds/create-function.ts';
import { createLogGroup } from './kinds/create-log-group.ts';
import { createProvisioningTemplate } from './kinds/create-provisioning-template.ts';
import { createRole } from './kinds/create-role.ts';
import { createSecret } from './kinds/create-secret.ts';
import { putRolePolicy } from './kinds/put-role-policy.ts';
import { logGroupNameFor } from '../deployment/names.ts';
import type { Action } from './plan.ts';

type Args = Readonly<Record<string, unknown>>;

/** A journal of another version can have written anything. */
const argsOf = ({ args }: Action): Args => (typeof args === 'object' && args !== null ? (args as Args) : {});

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** By kind: whether what stays could not work any more without the other thing. */
const NEEDS: Readonly<Record<string, (stays: Args, kind: string, other: Args) => boolean>> = {
  [createFunction.kind]: (stays, kind, other) =>
    isRoleOf(stays, kind, other) ||
    (kind === createRole.kind && isSame(other['functionName'], stays['functionName'])) ||
    (kind === createSecret.kind && isNamedIn(stays['environment'], other['secretName'])) ||
    // Its role may not make another one.
    (kind === createLogGroup.kind &&
      isSame(other['logGroupName'], logGroupNameFor(textOf(stays['functionName']) ?? ''))),
  [createProvisioningTemplate.kind]: isRoleOf,
  [putRolePolicy.kind]: (stays, kind, other) =>
    kind === createRole.kind && isSame(other['roleName'], stays['roleName']),
  [addPermission.kind]: (stays, kind, other) =>
    kind === createFunction.kind && isSame(other['functionName'], stays['functionName']),
};

/** The role, and what it may: without either the role lets nobody do anything. */
function isRoleOf(stays: Args, kind: string, other: Args): boolean {
  const roleArn = textOf(stays['roleArn']) ?? textOf(stays['provisioningRoleArn']);
  return (
    (kind === createRole.kind || kind === putRolePolicy.kind) &&
    roleArn !== undefined &&
    isSame(other['roleName'], roleNameOf(roleArn))
  );
}

const isSame = (a: unknown, b: unknown): boolean => textOf(a) !== undefined && a === b;

function isNamedIn(environment: unknown, name: unknown): boolean {
  const wanted = textOf(name);
  if (wanted === undefined || typeof environment !== 'object' || environment === null) return false;
  return Object.values(environment).some((value) => textOf(value)?.includes(wanted));
}

/**
 * What of the things that stay needs this one. A function that stays may be the one that signs for every device: without
 * its role each of them is refused.
 */
export const neededBy = (action: Action, staying: readonly Action[]): Action | undefined =>
  staying.find((stays) => NEEDS[stays.kind]?.(argsOf(stays), action.kind, argsOf(action)));
