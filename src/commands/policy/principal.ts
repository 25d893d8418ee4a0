import { parseArn, roleArnOf, type AccountPlace } from '../../aws/arn.ts';
import type { AwsReader } from '../../aws/ports/ports.ts';
import { CertprovError, isAccessDenied } from '../../errors.ts';

/** Whose policies are to be simulated. */
export type Principal =
  | { readonly kind: 'root' }
  | {
      readonly kind: 'entity';
      readonly arn: string;
      /** `user/operator`, `role/deploy`: what a policy can be attached to. */
      readonly name: string;
      /** A session may have a policy of its own, which no simulation sees. */
      readonly isSession: boolean;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * From the ARN that STS gives for the caller. That of a session has the name of its role and not its path, which only
 * GetRole tells; without it the role is taken to have none, and IAM says when that is wrong.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export async function principalOf(
  caller: string,
  place: AccountPlace,
  aws: Pick<AwsReader, 'describeRole'>,
): Promise<Principal> {
  const resource = parseArn(caller)?.resource ?? '';
  const [kind = '', name = ''] = resource.split('/');
  switch (kind) {
    case 'root':
      return { kind: 'root' };
    case 'user':
      return { kind: 'entity', arn: caller, name: resource, isSession: false };
    case 'assumed-role':
      return roleOf(name, place, aws);
    case 'federated-user':
      return unknown(`${resource} is a federated session, whose policies IAM does not simulate`);
    default:
      return unknown(`${caller} is neither a user nor a session of a role`);
  }
}

async function roleOf(name: string, place: AccountPlace, aws: Pick<AwsReader, 'describeRole'>): Promise<Principal> {
  try {
    const role = await aws.describeRole(name);
    if (role === undefined) return unknown(`IAM does not know the role ${name}`);
    return { kind: 'entity', arn: role.roleArn, name: roleNameOf(role.roleArn), isSession: true };
  } catch (error) {
    if (isAccessDenied(error)) {
      return { kind: 'entity', arn: roleArnOf(place, name), name: `role/${name}`, isSession: true };
    }
    if (!isUnanswered(error)) throw error;
    return unknown(error.message);
  }
}

const unknown = (reason: string): Principal => ({ kind: 'unknown', reason });

const roleNameOf = (roleArn: string): string => `role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}`;

/** The question was not answered; with credentials that are no good none will be. */
export const isUnanswered = (error: unknown): error is CertprovError =>
  error instanceof CertprovError && !error.code.startsWith('AWS_CREDENTIALS') && error.code !== 'CANCELLED';
