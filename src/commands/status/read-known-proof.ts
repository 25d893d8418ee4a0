import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { KnownProof } from '../../checks/switch-proven.ts';
import type { ReadingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { readJournals } from '../../actions/journal.ts';
import type { Tags } from '../../deployment/ownership.ts';
import { knownProof } from './known-proof.ts';

/** What is known of the proof of this provider. What cannot be read is left out: it stops nobody from proving it. */
export async function readKnownProof(
  provider: CertificateProvider,
  { home, place, reader }: Pick<ReadingContext, 'home' | 'place' | 'reader'>,
): Promise<{ readonly tags: Tags | null; readonly known: KnownProof }> {
  const [runs, tags] = await Promise.all([
    readJournals(home, place.account, place.region, () => undefined),
    reader.listTags(provider.certificateProviderArn).catch((error: unknown) => {
      if (!(error instanceof CertprovError)) throw error;
      return null;
    }),
  ]);
  return { tags, known: knownProof(provider, tags, runs) };
}
