import type { Output, Progress } from './output.ts';

/** What is over sooner would only flicker. */
const PATIENCE_MS = 400;

/** Shows that something is being done when it takes long enough to be wondered about. */
export async function whenSlow<T>(label: string, output: Output, work: Promise<T>): Promise<T> {
  let progress: Progress | undefined;
  const timer = setTimeout(() => (progress = output.progress(label)), PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    progress?.clear();
  }
}
