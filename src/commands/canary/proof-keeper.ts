import type { CanaryOutcome } from './canary.ts';
import type { ChangingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { Journal, newRunId } from '../../actions/journal.ts';
import { callerName, functionMarkOf, PROOF, proofTag, readProofTag } from '../../deployment/proof-tag.ts';
import type { ProofSubject, SwitchProof } from '../../deployment/switch-proof.ts';
import { utcTime } from '../../terminal/quantity-text.ts';
import { yellow } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';

interface KeptSwitch {
  readonly subject: ProofSubject;
  readonly providerArn: string;
  /** What is not ours gets no tag. */
  readonly isOurs: boolean;
  /** What the provider says of itself now, as long as nobody writes to it. */
  readonly tag?: string | undefined;
  /** Of the run that made the switch; without it, one of its own is begun. */
  readonly journal?: Journal | undefined;
}

export type Verdict = Omit<SwitchProof, 'at' | 'by' | 'provider'>;

/**
 * Keeps what a canary said, here and on the provider. Neither may prevent a proof or a return, so a failure to write
 * is only reported.
 */
export class ProofKeeper {
  readonly #kept: KeptSwitch;
  readonly #context: ChangingContext;
  readonly #said = new Set<string>();
  #last: SwitchProof | undefined;
  #doubt: Promise<void> | undefined;

  constructor(kept: KeptSwitch, context: ChangingContext) {
    this.#kept = kept;
    this.#context = context;
  }

  /** The tag first: a run that ends between the two leaves a switch that still looks unproven here, not elsewhere. */
  async proven(verdict: Verdict): Promise<void> {
    await this.#doubt;
    this.#last = this.#now(verdict);
    await this.tag();
    await this.#journal(this.#last);
  }

  /** On this machine alone, at once: a return comes next, which takes the provider's tags with it. */
  async note(verdict: Verdict): Promise<void> {
    await this.#doubt;
    this.#last = this.#now(verdict);
    await this.#journal(this.#last);
  }

  /**
   * AWS IoT has refused the canary of a proven switch. One refusal is no verdict, but an earlier proof no longer counts:
   * a run that is cut off now, or that may not write later, leaves nobody with the old one. Once, while the canary goes on.
   */
  doubt(): void {
    this.#doubt ??= this.#writeDoubt();
    // Whoever writes next meets it.
    this.#doubt.catch(() => undefined);
  }

  get isDoubted(): boolean {
    return this.#doubt !== undefined;
  }

  async #writeDoubt(): Promise<void> {
    this.#last = this.#now({ proof: 'unproven', reason: 'refused-once' });
    await this.tag();
    await this.#journal(this.#last);
  }

  #now(verdict: Verdict): SwitchProof {
    const { callerArn, now } = this.#context;
    return { at: now().toISOString(), ...verdict, provider: this.#kept.subject, by: callerArn };
  }

  async #journal(proof: SwitchProof): Promise<void> {
    await this.#orSay('the verdict is not in the journal', () => this.#write(proof));
  }

  /** On the provider, as long as that stays: the last verdict. False: other machines go on reading the one before. */
  async tag(): Promise<boolean> {
    const { providerArn, isOurs, subject } = this.#kept;
    const last = this.#last;
    if (!isOurs || last === undefined) return true;
    const { proof, at, serialNumber, reason, by } = last;
    const functionMark = functionMarkOf(subject.lambdaFunctionArn);
    const more = { ...(serialNumber && { serialNumber }), ...(reason && { reason }) };
    const text = proofTag({ proof, at, functionMark, ...more, by: callerName(by) });
    return this.#orSay(this.#untagged(proof), () =>
      this.#context.writer.tagIotResource(providerArn, { [PROOF]: text }),
    );
  }

  /** What follows from the tag staying as it is. */
  #untagged(proof: SwitchProof['proof']): string {
    const old = readProofTag(this.#kept.tag);
    if (proof === 'proven' || old?.proof !== 'proven' || old.at === undefined)
      return 'the verdict is not on the provider, where other machines would find it';
    const by = old.by === undefined ? '' : ` by ${old.by}`;
    return `OTHER MACHINES GO ON READING ON THE PROVIDER that it was proven ${utcTime(new Date(old.at))}${by}`;
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

  /** Whether it was written. What is in the way of the first is in the way of the next, and said once. */
  async #orSay(what: string, write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      const { output } = this.#context;
      const text = paragraph(`! ${what}: ${error.message}`, output.columns, { indent: '', hanging: '  ' });
      if (!this.#said.has(text)) output.say(yellow(text));
      this.#said.add(text);
      return false;
    }
  }
}

export function provenBy({ judged: { certificate } }: CanaryOutcome & { kind: 'proven' }): Verdict {
  const seen = certificate && { serialNumber: certificate.serialNumber, issuer: certificate.issuer.text };
  return { proof: 'proven', ...seen };
}
