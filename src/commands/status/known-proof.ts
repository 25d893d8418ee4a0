import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { KnownProof } from '../../checks/switch-proven.ts';
import type { JournalRun } from '../../actions/journal.ts';
import { RUN, type Tags } from '../../deployment/ownership.ts';
import { callerName, functionMarkOf, PROOF, readProofTag } from '../../deployment/proof-tag.ts';
import type { SwitchProof } from '../../deployment/switch-proof.ts';

/**
 * What is known of the proof of a switch, here and on the provider; the later one counts. `tags` is null when they
 * cannot be read.
 */
export function knownProof(provider: CertificateProvider, tags: Tags | null, runs: readonly JournalRun[]): KnownProof {
  const journaled = fromJournals(provider, tags, runs);
  const tagged = fromTag(provider, tags);
  const [last = { state: 'unknown' as const }] = [journaled, tagged]
    .filter((proof) => proof !== undefined)
    .toSorted((a, b) => timeOf(b) - timeOf(a));
  return last;
}

/** A tag `unproven` without a time is as old as the provider, and everything else is later. */
const timeOf = ({ at }: KnownProof): number => at?.getTime() ?? 0;

function fromJournals(
  provider: CertificateProvider,
  tags: Tags | null,
  runs: readonly JournalRun[],
): KnownProof | undefined {
  const about = runs.flatMap((run) => run.proofs.filter((proof) => isAbout(proof, run, provider, tags)));
  const last = about.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  if (!last) return undefined;
  if (isOutdated(last.proof, last.provider.lambdaFunctionArn === provider.lambdaFunctionArn)) return OUTDATED;
  const { at, proof, by, serialNumber, issuer, reason, message } = last;
  return {
    state: proof,
    at: new Date(at),
    by: callerName(by),
    serialNumber,
    issuer,
    reason,
    message,
    knownFrom: 'journal',
  };
}

/** Before AWS had made it, its date was not known: then the tag of the run tells, or what the run recorded later. */
function isAbout(
  { provider: { name, creationDate } }: SwitchProof,
  run: JournalRun,
  provider: CertificateProvider,
  tags: Tags | null,
): boolean {
  if (name !== provider.certificateProviderName) return false;
  const known = creationDate ?? createdIn(run);
  if (known !== undefined && provider.creationDate !== undefined)
    return Date.parse(known) === provider.creationDate.getTime();
  if (tags !== null) return tags[RUN] === run.runId;
  const last = run.entries.findLast(({ action }) => action.kind === createCertificateProvider.kind);
  return last?.state === 'started' || last?.state === 'applied';
}

function createdIn({ entries }: JournalRun): string | undefined {
  for (const { action, receipt } of entries.toReversed()) {
    const { creationDate } = (receipt ?? {}) as { readonly creationDate?: unknown };
    if (action.kind === createCertificateProvider.kind && typeof creationDate === 'string') return creationDate;
  }
  return undefined;
}

const OUTDATED: KnownProof = { state: 'unknown', isOutdated: true };

/** A verdict is about the function that was there; that nobody has proven a switch stays true with another one. */
const isOutdated = (proof: SwitchProof['proof'], isSameFunction: boolean): boolean =>
  proof !== 'unproven' && !isSameFunction;

function fromTag(provider: CertificateProvider, tags: Tags | null): KnownProof | undefined {
  const tag = readProofTag(tags?.[PROOF]);
  if (!tag) return undefined;
  if (isOutdated(tag.proof, tag.functionMark === functionMarkOf(provider.lambdaFunctionArn))) return OUTDATED;
  const { proof, at, by, serialNumber, reason } = tag;
  return { state: proof, at: at ? new Date(at) : undefined, by, serialNumber, reason, knownFrom: 'tag' };
}
