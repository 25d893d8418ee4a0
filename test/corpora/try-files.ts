import type { TriedFile } from './corpora-page.ts';
import { judgeFile } from './judge-file.ts';
import type { CorpusFile } from './read-corpora.ts';
import type { CorpusSigner } from './start-signer.ts';

/** Private CA answers when it is asked the second time: side by side, the files do not wait for each other. */
const AT_A_TIME = 16;

/** Judges and signs every file; the answers come in the order of the files. */
export async function tryFiles(files: readonly CorpusFile[], signer: CorpusSigner): Promise<readonly TriedFile[]> {
  const tried: TriedFile[] = [];
  const waiting = files.entries();
  const take = async (): Promise<void> => {
    for (const [index, file] of waiting) {
      tried[index] = { file, outcome: { ...judgeFile(file), signer: await signer.sign(file) } };
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, take));
  return tried;
}
