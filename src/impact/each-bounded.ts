export interface BoundedOptions {
  /** How many are under way at the same time. */
  readonly atOnce: number;
  /** Asked before each; when true nothing new is begun. */
  readonly isOver: () => boolean;
  readonly onDone?: ((done: number) => void) | undefined;
}

interface Bounded<R> {
  /** In the order of the items, without those that were left out. */
  readonly results: readonly R[];
  /** The first that went wrong; nothing new was begun after it. */
  readonly error: unknown;
}

/** Some work for each item, a few at a time, until the end, the first error, or the end of the time there is. */
export async function eachBounded<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  { atOnce, isOver, onDone }: BoundedOptions,
): Promise<Bounded<R>> {
  const results = new Map<number, R>();
  let next = 0;
  let error: unknown;
  const worker = async (): Promise<void> => {
    while (next < items.length && error === undefined && !isOver()) {
      const at = next++;
      try {
        results.set(at, await work(items[at]!));
        onDone?.(results.size);
      } catch (thrown) {
        error ??= thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return { results: [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result), error };
}
