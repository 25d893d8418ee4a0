import type { CanaryOutcome } from './canary.ts';
import type { ChangingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { Journal, newRunId } from '../../actions/journal.ts';
import { callerName, functionMarkOf, PROOF, proofTag } from '../../deployment/proof-tag.ts';
import type { ProofSubject, SwitchProof } from '../../deployment/switch-proof.ts';
import { yellow } from '../../terminal/style.ts';

interface KeptSwitch {
  readonly subject: ProofSubject;
  readonly providerArn: string;
  /** What is not ours gets no tag. */
  readonly isOurs: boolean;
  /** Of the run that made the switch; without it, one of its own is begun. */
  readonly journal?: Journal | undefined;
}

export type Verdict = Omit<SwitchProof, 'at' | 'by' | 'provider'>;

/**
 * Keeps what a canary said, here and on the provider. Neither may stand in the way of a proof or of a return, so what
 * cannot be written is said and no more.
 */
export class ProofKeeper {
  readonly #kept: KeptSwitch;
  readonly #context: ChangingContext;
  #last: SwitchProof | undefined;

  constructor(kept: KeptSwitch, context: ChangingContext) {
    this.#kept = kept;
    this.#context = context;
  }

  /** The tag first: a run that ends between the two leaves a switch that still looks unproven here, not elsewhere. */
  async proven(verdict: Verdict): Promise<void> {
    this.#last = this.#now(verdict);
    await this.tag();
    await this.#journal(this.#last);
  }

  /** On this machine alone, at once: a return comes next, which takes the provider's tags with it. */
  async note(verdict: Verdict): Promise<void> {
    this.#last = this.#now(verdict);
    await this.#journal(this.#last);
  }

  #now(verdict: Verdict): SwitchProof {
    const { callerArn, now } = this.#context;
    return { at: now().toISOString(), ...verdict, provider: this.#kept.subject, by: callerArn };
  }

  #journal(proof: SwitchProof): Promise<void> {
    return this.#orSay('the verdict is not in the journal', () => this.#write(proof));
  }

  /** On the provider, as long as that stays: the last verdict. */
  async tag(): Promise<void> {
    const { providerArn, isOurs, subject } = this.#kept;
    const last = this.#last;
    if (!isOurs || last === undefined) return;
    const { proof, at, serialNumber, reason, by } = last;
    const functionMark = functionMarkOf(subject.lambdaFunctionArn);
    const more = { ...(serialNumber && { serialNumber }), ...(reason && { reason }) };
    const text = proofTag({ proof, at, functionMark, ...more, by: callerName(by) });
    await this.#orSay('the verdict is not on the provider, where other machines would find it', () =>
      this.#context.writer.tagIotResource(providerArn, { [PROOF]: text }),
    );
  }

  async #write(proof: SwitchProof): Promise<void> {
    if (this.#kept.journal) return this.#kept.journal.recordProof(proof);
    const journal = await Journal.start(newRunId(this.#context.now()), this.#context);
    try {
      await journal.recordProof(proof);
    } finally {
      await journal.close();
    }
  }

  async #orSay(what: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      this.#context.output.say(yellow(`! ${what}: ${error.message}`));
    }
  }
}

export function provenBy({ judged: { certificate } }: CanaryOutcome & { kind: 'proven' }): Verdict {
  const seen = certificate && { serialNumber: certificate.serialNumber, issuer: certificate.issuer.text };
  return { proof: 'proven', ...seen };
}
