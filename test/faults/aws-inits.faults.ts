import { afterAll } from 'vitest';
import { callsOf } from './aws/calls-of.ts';
import { provesCalls } from './aws/prove-calls.ts';
import { initExisting, initExternal, initOwn, initWithCanary } from './aws/scenarios.ts';

const external = await initExternal();
afterAll(async () => {
  await external[Symbol.asyncDispose]();
});

const { calls: besides } = await callsOf(initOwn);
for (const [column, scenario] of [initExisting, external, initWithCanary].entries())
  await provesCalls(scenario, {
    besides,
    isShort: ({ row }, { kind }, index) => (row.length + index + column) % (kind === 'write' ? 18 : 40) === 0,
  });
