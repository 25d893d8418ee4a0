import { AWS_SAYS } from '../aws/failure/recorded-messages.ts';
import { waitFor } from '../aws/wait.ts';
import { CertprovError } from '../errors.ts';

type MessageName = keyof typeof AWS_SAYS;

/** What AWS refuses for some seconds after a role was made, and where to look when it goes on refusing. */
interface RoleRefusal {
  readonly says: MessageName;
  readonly progress: string;
  readonly lasting: string;
}

/**
 * Of CreateFunction; Terraform repeats all three.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/function.go
 */
export const LAMBDA_ROLE_REFUSALS: readonly RoleRefusal[] = [
  {
    says: 'lambdaCannotAssumeRole',
    progress: 'waiting until Lambda may assume the new role',
    lasting: 'look at its trust policy, which has to let lambda.amazonaws.com assume it',
  },
  {
    says: 'roleHasNoNetwork',
    progress: 'waiting until Lambda sees that the new role may make network interfaces',
    lasting:
      'look for a permissions boundary on it, and ask the administrators of your AWS organization for a policy that does not permit ec2:CreateNetworkInterface',
  },
  {
    says: 'keyDoesNotKnowRole',
    progress: 'waiting until AWS KMS knows the new role',
    lasting: 'look whether it is still there, and at the key for the environment variables of Lambda',
  },
];

/**
 * Of CreateProvisioningTemplate; Terraform repeats it.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iot/provisioning_template.go
 */
export const IOT_ROLE_REFUSALS: readonly RoleRefusal[] = [
  {
    says: 'iotCannotAssumeRole',
    progress: 'waiting until AWS IoT may assume the new role',
    lasting: 'look at its trust policy, which has to let iot.amazonaws.com assume it',
  },
];

interface NewRole {
  readonly roleArn: string;
  readonly refusals: readonly RoleRefusal[];
  readonly limitMs: number;
  readonly progress: (text: string) => void;
}

/**
 * Creates what stands on a role that was made a moment ago: IAM is eventually consistent, and only these refusals tell.
 * All of them within one limit; a refusal that outlives it has another reason, which AWS words in the same way.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function onceRoleIsKnown<T>(create: () => Promise<T>, role: NewRole): Promise<T> {
  const start = performance.now();
  let last: { readonly error: CertprovError; readonly refusal: RoleRefusal } | undefined;
  const created = await waitFor(
    async () => {
      try {
        return { it: await create() };
      } catch (error) {
        last = { error: asCertprovError(error), refusal: refusalOf(error, role.refusals) };
        return undefined;
      }
    },
    { limitMs: role.limitMs, firstPauseMs: 60, onPause: () => role.progress(last!.refusal.progress) },
  );
  if (created) return created.it;
  const { error, refusal } = last!;
  const seconds = Math.round((performance.now() - start) / 1_000);
  throw new CertprovError(error.code, `${error.message} (each time, for ${seconds} s)`, {
    fix: `a new role is known within seconds, so there is another reason: ${refusal.lasting}. The role is ${role.roleArn}`,
    details: error.details,
    cause: error.cause,
  });
}

const asCertprovError = (error: unknown): CertprovError => {
  if (error instanceof CertprovError) return error;
  throw error;
};

/** Throws what is not about the role. */
function refusalOf(error: unknown, refusals: readonly RoleRefusal[]): RoleRefusal {
  const { code, message } = asCertprovError(error);
  const found = code === 'AWS_REFUSED' && refusals.find(({ says }) => AWS_SAYS[says].pattern.test(message));
  if (!found) throw error;
  return found;
}
