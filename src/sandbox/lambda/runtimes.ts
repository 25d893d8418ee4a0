import { FunctionRuntime } from '../lambda-runtime/function-runtime.ts';
import type { Store } from '../service.ts';

/**
 * Runtimes that a function may be created with or updated to, and the day from which Lambda refuses each.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const RUNTIMES: Readonly<Record<string, { readonly createUntil?: string; readonly updateUntil?: string }>> = {
  'nodejs20.x': { createUntil: '2027-02-01', updateUntil: '2027-03-03' },
  'nodejs22.x': { createUntil: '2027-06-01', updateUntil: '2027-07-01' },
  'nodejs24.x': { createUntil: '2028-06-01', updateUntil: '2028-07-01' },
  'nodejs26.x': {},
  'python3.10': {},
  'python3.11': {},
  'python3.12': {},
  'python3.13': {},
  'python3.14': {},
  java17: {},
  java21: {},
  java25: {},
  dotnet8: {},
  dotnet10: {},
  'ruby3.3': {},
  'ruby3.4': {},
  'provided.al2': {},
  'provided.al2023': {},
};

/** Closed for both before 2026: Lambda says that of them, and not that it does not know them. */
const CLOSED = new Set(
  'nodejs nodejs4.3 nodejs6.10 nodejs8.10 nodejs10.x nodejs12.x nodejs14.x nodejs16.x python2.7 python3.6 python3.7 python3.8 java8 dotnetcore1.0 dotnetcore2.0 dotnetcore2.1 dotnetcore3.1 dotnet5.0 dotnet6 dotnet7 go1.x ruby2.5 ruby2.7 provided'.split(
    ' ',
  ),
);

export const knownRuntimes = (): readonly string[] => Object.keys(RUNTIMES);

export const isRuntime = (runtime: string): boolean => runtime in RUNTIMES || CLOSED.has(runtime);

export function runtimeIsOpen(runtime: string, purpose: 'create' | 'update', now: Date): boolean {
  const entry = RUNTIMES[runtime];
  if (!entry) return false;
  const until = purpose === 'create' ? entry.createUntil : entry.updateUntil;
  return until === undefined || now < new Date(until);
}

/** Major version of a Node.js runtime; undefined for every other runtime. */
export function nodeMajor(runtime: string | undefined): number | undefined {
  const major = /^nodejs(\d+)\.x$/.exec(runtime ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

/** One runtime per account that this process serves: servers beside each other do not share warm functions. */
const runtimes = new WeakMap<Store, FunctionRuntime>();

export function runtimeOf(store: Store): FunctionRuntime {
  let runtime = runtimes.get(store);
  if (!runtime) {
    runtime = new FunctionRuntime();
    runtimes.set(store, runtime);
  }
  return runtime;
}

export async function closeRuntime(store: Store): Promise<void> {
  await runtimes.get(store)?.close();
  runtimes.delete(store);
}
