import { isAssumableBy } from '../../iam/is-assumable.ts';
import { boundaryOf, policiesOf, weigh } from '../../iam/authorize.ts';
import { roleOfArn } from '../../iam/roles.ts';
import type { Call } from '../../service.ts';
import type { AccountState } from '../../state/account-state.ts';
import { invalidRequest, unauthorized } from '../errors.ts';
import type { Scope } from './evaluate.ts';

/** One provisioning, inside the one edit that it is. */
export interface ProvisioningEdit {
  readonly state: AccountState;
  readonly call: Call;
  readonly scope: Scope;
  /** Throws unless the provisioning role may do it. */
  readonly require: (action: `iot:${string}` | 's3:GetObject', resource: string) => void;
}

/**
 * A role that was made a moment ago is refused exactly as one that AWS IoT may never assume.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iot/provisioning_template.go
 */
export function requireAssumable(state: AccountState, roleArn: string, call: Call): void {
  const role = { service: 'iot.amazonaws.com', roleArn } as const;
  if (isAssumableBy(role, state, call.clock.now(), call.settings) === 'ok') return;
  throw invalidRequest('The provisioning role cannot be assumed by AWS IoT');
}

/**
 * What is created for a device is created as the template's role; without a role, as whoever asked.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-wo-cert.html
 */
export function permissionsOf(
  state: AccountState,
  roleArn: string | undefined,
  call: Call,
): ProvisioningEdit['require'] {
  if (roleArn === undefined) return () => {};
  requireAssumable(state, roleArn, call);
  const role = roleOfArn(state, roleArn)!;
  const policies = { identity: policiesOf(role, state), permissionsBoundary: boundaryOf(role, state) };
  return (action, resource) => {
    if (weigh(policies, { action, resource, conditions: {} }).decision === 'allowed') return;
    throw unauthorized(
      `The provisioning role ${roleArn} is not authorized to perform: ${action} on resource: ${resource}`,
    );
  };
}
