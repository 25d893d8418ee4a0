import type { Canary } from '../canary/canary.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { keepIssuer, keepTlsRoots } from '../../deployment/issuer-store.ts';
import { Journal } from '../../actions/journal.ts';
import type { ExternalSettings } from '../../steps/external/external.ts';
import { impactWarnings } from '../../impact/impact-page.ts';
import { applyActions, nothingApplied, type ApplyProgress, type Run } from '../../actions/apply-actions.ts';
import { triedText, type TrialCsrs } from './ask-devices.ts';
import { assertUnchanged, describeTried } from './assert-unchanged.ts';
import { confirmFleet, warnOfSwitch } from './confirm-fleet.ts';
import { trialFailed, trialGate, type Tried } from './gate.ts';
import { wayBackText } from '../policy/asked-rights.ts';
import type { PlanRights } from './plan-rights.ts';
import { withLandingZoneHint } from '../policy/landing-zone-hint.ts';
import { pageTitle } from './run-step.ts';
import type { Proposal } from './propose.ts';
import { readyCanary } from './ready-canary.ts';
import { removeTemporary } from '../canary/remove-temporary.ts';
import { SWITCH, switchAndProve, type Switched } from './switch-and-prove.ts';

/** What `init` did after the plan. */
export interface CarriedOut extends Switched {
  /** That of the first device's CSR first; of the one that was made, last. */
  readonly trials: readonly Tried[];
}

interface CarryOutOrder {
  readonly runId: string;
  readonly proposal: Proposal;
  readonly csrs: TrialCsrs;
  /** `--confirm` */
  readonly confirm: string | undefined;
  readonly autoRollback: boolean;
  readonly rights: PlanRights;
  readonly withoutWayBack: boolean;
}

/** Prepare, try, confirm, switch, prove. What goes wrong on the way carries with it how the account was left. */
export async function carryOut(order: CarryOutOrder, context: ChangingContext): Promise<CarriedOut> {
  const { runId, proposal, csrs, confirm, rights } = order;
  const { plan, authority } = proposal;
  const { output, home, interrupt } = context;
  const remarks = order.withoutWayBack ? { withoutWayBack: rights.wayBack } : {};
  const journal = await Journal.start(runId, context, remarks);
  const progress = nothingApplied(plan.prepare.length + plan.switch.length);
  const run: Run = { journal, context, progress, secrets: proposal.secrets };
  let isSwitching = false;
  let canary: Canary | undefined;
  try {
    if (authority.kind !== 'acm-pca') await keepIssuer(home, authority.issuer);
    if (authority.kind === 'external') await keepTlsRoots(home, authority.issuer, tlsRootsOf(authority.secret));
    await interrupt.clearing(() => removeTemporary(proposal.canaryTemplate, context));
    await applyActions(plan.prepare, run);

    warnOfSwitch(context);
    pageTitle(7, 'Trial signing', output);
    const tried = await interrupt.stoppable(describeTried(proposal, context));
    const trials = await interrupt.stoppable(trialGate(proposal, csrs, context));
    const failed = trials.filter(({ outcome }) => outcome.verdict !== 'pass');
    if (failed.length > 0) throw trialFailed(failed, context);

    canary = await interrupt.stoppable(readyCanary(order, context));
    pageTitle(8, 'Enable', output);
    const facts = { tried: triedText(csrs), wayBack: wayBackText(rights), warnings: openWarnings(proposal) };
    await confirmFleet(confirm, facts, context);
    await interrupt.stoppable(assertUnchanged(proposal, tried, context));
    interrupt.throwIfRequested();
    isSwitching = true;
    const { autoRollback } = order;
    return { trials, ...(await switchAndProve({ proposal, canary, autoRollback }, run)) };
  } catch (caught) {
    const error = withLandingZoneHint(caught, proposal.landing);
    if (error instanceof CertprovError) {
      error.aftermath ??=
        // Whatever the error is of, a look before the repair of a permission included.
        isSwitching && context.changes.mayHaveDone(SWITCH)
          ? whileSwitching(progress, context)
          : beforeSwitch(progress, context, error.code !== 'TRIAL_FAILED');
    }
    throw error;
  } finally {
    await journal.close();
    await canary?.close();
    await interrupt.clearing(() => removeTemporary(proposal.canaryTemplate, context));
  }
}

/** Those of the account in the words of its page; that nobody asked for a CSR of a device is said by itself. */
const openWarnings = ({ findings, assessed }: Proposal): readonly string[] => [
  ...findings.filter(({ severity }) => severity === 'warning').map(({ summary }) => summary),
  ...impactWarnings(assessed.impact.findings),
];

/** Public, unlike the rest of it; `status` asks the server with them. */
const tlsRootsOf = (secret: ExternalSettings['secret']): string | undefined =>
  secret !== undefined && 'tlsRootsPem' in secret ? secret.tlsRootsPem : undefined;

/** The sentence that an operator needs most when something went wrong. A trial that failed would fail again as it is. */
function beforeSwitch(
  { applied, unsure, total }: ApplyProgress,
  { command }: ReadingContext,
  mayGoOn: boolean,
): string {
  const again = mayGoOn ? `\ngo on: ${command('init')}` : '';
  const undo = applied + unsure === 0 ? '' : `${again}\nback:  ${command('rollback --all')}`;
  return `nothing that affects devices was done · ${applied} of ${total} actions applied${unsure > 0 ? `, ${unsure} more may have been` : ''}${undo}`;
}

/** What AWS has confirmed is known; what it was asked for and did not answer is not. */
function whileSwitching({ applied, total }: ApplyProgress, { command }: ReadingContext): string {
  const state =
    applied >= total ? 'the switch was made, and AWS confirmed it' : 'the switch was under way, and may have been made';
  return `${state}\nwho signs now:  ${command('status')}\nback to AWS:    ${command('rollback')}`;
}
