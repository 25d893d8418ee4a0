import type { FunctionError } from '../frame.ts';

/** What the payload of a failed invocation says about what was thrown. */
export function describeError(thrown: unknown): FunctionError {
  if (thrown instanceof Error) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** An error of the runtime itself, such as `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(
    override readonly name: `Runtime.${string}`,
    message: string,
  ) {
    super(message);
    // The stack was rendered before the name was known.
    this.stack = (this.stack ?? '').replace(/^Error/, name);
  }
}
