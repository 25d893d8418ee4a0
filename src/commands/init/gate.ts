import { functionNameOf } from '../../aws/arn.ts';
import type { ReadingContext, TrialContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { knownEnd } from '../../deployment/known-end.ts';
import { linkedIssuer } from '../../steps/link-authority.ts';
import { runTrial, type TrialOutcome } from '../dry-run/run-trial.ts';
import {
  announceCsr,
  announceTrial,
  showTrial,
  trialDocument,
  WAKING,
  type SaidBefore,
} from '../dry-run/show-trial.ts';
import type { TrialCsr } from '../dry-run/trial-csr.ts';
import type { TrialCsrs } from './ask-devices.ts';
import type { Proposal } from './propose.ts';

/** A policy that was just put on a role can take this long until Private CA honours it. */
const POLICY_SPREAD_SECONDS = 60;

/** A function of somebody else's may keep something between two calls, and be right the first time only. */
const FOREIGN_RUNS = 2;

export interface Tried {
  readonly csr: TrialCsr;
  readonly outcome: TrialOutcome;
}

/** The trial signings between prepare and switch, all of them even if one fails. No flag goes past a failure. */
export async function trialGate(
  proposal: Proposal,
  { devices, made }: TrialCsrs,
  context: TrialContext,
): Promise<readonly Tried[]> {
  const { output } = context;
  const csrs = [...devices, made];
  announceTrial(functionNameOf(proposal.functionArn), signingsOf(proposal, csrs.length), csrs, output);
  const tried: Tried[] = [];
  const said: SaidBefore = new Set();
  for (const csr of csrs) {
    if (csrs.length > 1) output.say();
    if (csrs.length > 1) announceCsr(csr, output, { isOneOfSeveral: true });
    const runs = tried.length === 0 ? firstRuns(proposal) : 1;
    const outcome = await trySigning(proposal, { csr, runs }, context);
    showTrial(outcome, output, said);
    tried.push({ csr, outcome });
  }
  return tried;
}

const firstRuns = ({ signer }: Proposal): number => (signer.mode === 'create' ? 1 : FOREIGN_RUNS);

/** How many certificates the trial has issued. */
export const signingsOf = (proposal: Proposal, csrs: number): number => firstRuns(proposal) + csrs - 1;

async function trySigning(
  proposal: Proposal,
  { csr, runs }: { readonly csr: TrialCsr; readonly runs: number },
  { output, invoker, reader, now }: TrialContext,
): Promise<TrialOutcome> {
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
    return outcome;
  } catch (error) {
    spinner.fail('trial signing');
    throw error;
  }
}

/** In `details`, the first that failed is where the one trial has always been. */
export function trialFailed(failed: readonly Tried[], context: ReadingContext): CertprovError {
  const names = failed.map(({ csr }) => (csr.given === undefined ? 'the CSR that was made here' : csr.origin));
  const of = failed.every(({ csr }) => csr.given === undefined) ? '' : ` of ${names.join(', ')}`;
  return new CertprovError('TRIAL_FAILED', `the trial signing${of} failed, so the function was not enabled`, {
    fix: `fix what is marked above and run \`${context.command('init')}\`, or remove what was prepared with \`${context.command('rollback --all')}\``,
    exitCode: EXIT.blocked,
    details: { ...trialDocument(failed[0]!.outcome), failedCsrs: names },
  });
}
