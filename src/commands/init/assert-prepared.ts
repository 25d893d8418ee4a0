import { createSecret } from '../../actions/kinds/create-secret.ts';
import { actionKind } from '../../actions/registry.ts';
import { waitFor } from '../../aws/wait.ts';
import type { ReadingContext } from '../../context.ts';
import { isSamePolicy } from '../../deployment/policies/same-policy.ts';
import { signerTrustPolicy } from '../../deployment/policies/signer-role.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { isBlocked } from '../../finding.ts';
import { deploySigner, type DeployInput } from '../../steps/deploy-signer.ts';
import { stepTools } from './run-step.ts';
import { planBlocked } from './show-plan.ts';

/** IAM and Lambda may answer for some seconds with what was before the preparation. */
const LOOK_AGAIN_MS = 5_000;

/**
 * What the preparation made is there still: planned anew, nothing is left to prepare. A role or a policy that somebody
 * has taken away in the meantime fails every device, and no look at the function tells of it.
 */
export async function assertPrepared(input: DeployInput, context: ReadingContext): Promise<void> {
  let problem: CertprovError | undefined;
  await waitFor(
    async () => {
      problem = await whatIsLeft(input, context);
      return problem ? undefined : true;
    },
    { limitMs: LOOK_AGAIN_MS, firstPauseMs: 250 },
  );
  if (problem) throw problem;
}

/** Somebody else was quicker between the plan and the switch. */
export const accountChanged = (message: string): CertprovError =>
  new CertprovError('ACCOUNT_CHANGED', message, {
    fix: 'run the same command again: the function is then tried as it is now',
    exitCode: EXIT.blocked,
  });

async function whatIsLeft(input: DeployInput, context: ReadingContext): Promise<CertprovError | undefined> {
  const facts = await deploySigner.inspect(input, undefined, stepTools(context));
  const findings = deploySigner.check(input, undefined, facts, context.now());
  if (isBlocked(findings)) return planBlocked(findings);
  if (facts.role && !isSamePolicy(facts.role.trustPolicy, signerTrustPolicy))
    return accountChanged(`the role ${facts.role.roleName} is not as it was prepared: its trust policy has changed`);
  // A secret that was brought is written anew by every run; whether it is there is a question of the CA.
  const left = deploySigner.plan(input, undefined, facts).find(({ kind }) => kind !== createSecret.kind);
  if (!left) return undefined;
  const kind = actionKind(left);
  return accountChanged(`the ${kind.makes} ${kind.describe(left.args).target} is not as it was prepared`);
}
