import type { TriedFile } from './corpora-page.ts';
import { judgeFile } from './judge-file.ts';
import type { CorpusFile } from './read-corpora.ts';
import type { CorpusSigner } from './start-signer.ts';

/** Judges and signs every file, in order. */
export async function tryFiles(files: readonly CorpusFile[], signer: CorpusSigner): Promise<readonly TriedFile[]> {
  const tried: TriedFile[] = [];
  for (const file of files) tried.push({ file, outcome: { ...judgeFile(file), signer: await signer.sign(file) } });
  return tried;
}
