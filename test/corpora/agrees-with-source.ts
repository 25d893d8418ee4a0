import type { Outcome } from './agrees.ts';
import type { CorpusFile } from './read-corpora.ts';

/** Whether it is read where the test of its own project has it read; nothing is to be said where that is not recorded. */
export function agreesWithSource({ row }: CorpusFile, { dryRun }: Outcome): boolean {
  const { upstream_expect = '' } = row;
  if (upstream_expect === '') return true;
  return upstream_expect.endsWith('=> 0') === !dryRun.includes('fails CSR_READABLE');
}
