import { FunctionRuntime } from '../lambda-runtime/function-runtime.ts';
import type { Store } from '../service.ts';

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
