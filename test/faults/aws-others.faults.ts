import { afterAll } from 'vitest';
import { provesCalls, provesSlowness } from './aws/prove-calls.ts';
import { initExisting, initExternal, initOwn, initWithCanary, otherCommands } from './aws/scenarios.ts';

const external = await initExternal();
afterAll(async () => {
  await external[Symbol.asyncDispose]();
});

// One case of each fault in turn; the full form has every call.
const scenarios = [initExisting, external, initWithCanary, ...(await otherCommands())];
for (const [column, scenario] of scenarios.entries())
  await provesCalls(scenario, {
    isBrief: true,
    isShort: ({ row }, { kind }, index) => (row.length + index + column) % (kind === 'write' ? 18 : 120) === 0,
  });
provesSlowness(initOwn, scenarios);
