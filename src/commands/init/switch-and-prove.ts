import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { beforeChange } from '../../actions/kinds/define-action.ts';
import type { Canary } from '../canary/canary.ts';
import type { Run } from '../../actions/apply-actions.ts';
import { ProofKeeper } from '../canary/proof-keeper.ts';
import type { Proposal } from './propose.ts';
import { proveSwitch, type Proof } from '../canary/prove-switch.ts';
import { takenBackFor } from '../canary/take-back.ts';
import { afterFailure, afterUnseenSwitch } from '../rollback/return-situation.ts';
import { switchFleet } from './switch-fleet.ts';

/** As ChangesSent counts it. */
export const SWITCH = createCertificateProvider.kind.replace('iot:', '');

interface SwitchOrder {
  readonly proposal: Proposal;
  /** Undefined with `--no-canary`. */
  readonly canary: Canary | undefined;
  readonly autoRollback: boolean;
}

export interface Switched {
  readonly proof: Proof | undefined;
  /** Why reading the switch back did not show what was made. */
  readonly doubt: string | undefined;
}

/**
 * From the request on, every way leads to the proof or to the return. One change: to stop between the two could leave a
 * fleet whose CSRs nobody may sign.
 */
export async function switchAndProve(order: SwitchOrder, run: Run): Promise<Switched> {
  const { journal, context } = run;
  const { proposal, canary, autoRollback } = order;
  const { interrupt, now, callerArn: by, changes } = context;
  const subject = { name: proposal.providerName, lambdaFunctionArn: proposal.functionArn };
  const provider = { certificateProviderName: proposal.providerName, lambdaFunctionArn: proposal.functionArn };
  const reason = canary ? 'under-way' : 'no-canary';
  const switched = await interrupt.changing(async (): Promise<Switched> => {
    const switchedAt = now();
    const at = switchedAt.toISOString();
    await beforeChange(journal.recordProof({ at, proof: 'unproven', provider: subject, by, reason }));
    const made = await switchFleet(proposal, run).catch(async (error: unknown) => {
      if (!canary || !autoRollback || !changes.mayHaveDone(SWITCH)) throw error;
      const isMade = run.progress.applied >= run.progress.total;
      const situation = isMade ? afterFailure(error) : afterUnseenSwitch(error);
      throw await takenBackFor(error, { provider, switchedAt }, situation, context);
    });
    const confirmedAt = now();
    if (!canary) return { proof: undefined, doubt: made.doubt };
    const { creationDate, certificateProviderArn: providerArn } = made;
    const kept = { ...subject, ...(creationDate === undefined ? {} : { creationDate }) };
    const keeper = new ProofKeeper({ subject: kept, providerArn, isOurs: true, journal }, context);
    const times = { switchedAt, confirmedAt };
    const proof = await proveSwitch({ canary, provider, ...times, autoRollback, keeper, isProven: false }, context);
    return { proof, doubt: made.doubt };
  });
  // With a canary, whoever wanted to stop has been asked already.
  if (!canary) interrupt.throwIfRequested();
  return switched;
}
