/**
 * How many files are open at once: some systems let a process have no more than 256, and a machine that has worked on an
 * account for years has more journals than that.
 */
const OPEN_AT_ONCE = 16;

/** Some work on each of many files, in their order, a few at a time. */
export async function eachFile<F, R>(files: readonly F[], work: (file: F) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < files.length; at += OPEN_AT_ONCE)
    results.push(...(await Promise.all(files.slice(at, at + OPEN_AT_ONCE).map(work))));
  return results;
}
