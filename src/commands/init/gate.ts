import { functionNameOf } from '../../aws/arn.ts';
import type { ReadingContext, TrialContext } from '../../context.ts';
import { CertprovError, EXIT, type ErrorDetails } from '../../errors.ts';
import { knownEnd } from '../../deployment/known-end.ts';
import { linkedIssuer } from '../../steps/link-authority.ts';
import { runTrial, type TrialOutcome } from '../dry-run/run-trial.ts';
import { announceTrial, showTrial, trialDocument, WAKING } from '../dry-run/show-trial.ts';
import type { TrialCsr } from '../dry-run/trial-csr.ts';
import type { Proposal } from './propose.ts';

/** A policy that was just put on a role can take this long until Private CA honours it. */
const POLICY_SPREAD_SECONDS = 60;

/** A function of somebody else's may keep something between two calls, and be right the first time only. */
const FOREIGN_RUNS = 2;

/** The trial signing between prepare and switch. No flag goes past a failure. */
export async function trialGate(proposal: Proposal, csr: TrialCsr, context: TrialContext): Promise<TrialOutcome> {
  const { output, invoker, reader, now } = context;
  const runs = proposal.signer.mode === 'create' ? 1 : FOREIGN_RUNS;
  announceTrial(functionNameOf(proposal.functionArn), runs, csr, output);
  const issuer = await linkedIssuer(proposal.authority, reader);
  const spinner = output.progress('trial signing');
  try {
    const outcome = await runTrial(
      {
        csr,
        functionArn: proposal.functionArn,
        issuer,
        // One that is made now goes by what the CA says.
        ...(proposal.signer.mode === 'existing' ? { knownEnd: knownEnd(proposal.signer.function.environment) } : {}),
        runs,
        policySpreadSeconds: proposal.plan.prepare.length > 0 ? POLICY_SPREAD_SECONDS : 0,
        now,
        onPolicyWait: () => spinner.update('trial signing: waiting until the new role may use the CA'),
        onWake: () => spinner.update(WAKING),
      },
      invoker,
    );
    if (outcome.verdict === 'pass') spinner.succeed('trial signing');
    else spinner.fail('trial signing');
    showTrial(outcome, output);
    return outcome;
  } catch (error) {
    spinner.fail('trial signing');
    throw error;
  }
}

export function trialFailed(trial: TrialOutcome, context: ReadingContext): CertprovError {
  return new CertprovError('TRIAL_FAILED', 'the trial signing failed, so the function was not enabled', {
    fix: `fix what is marked above and run \`${context.command('init')}\` again, or remove what was prepared with \`${context.command('rollback --all')}\``,
    exitCode: EXIT.blocked,
    details: { ...trialDocument(trial) } as ErrorDetails,
  });
}
