import { afterAll } from 'vitest';
import { provesCalls } from './aws/prove-calls.ts';
import { initExisting, initExternal, initWithCanary, otherCommands } from './aws/scenarios.ts';
import { endWarmCertprov } from './aws/warm-certprov.ts';

const external = await initExternal();
afterAll(async () => {
  endWarmCertprov();
  await external[Symbol.asyncDispose]();
});

// One case of each fault in turn; the full form has every call.
const scenarios = [initExisting, external, initWithCanary, ...(await otherCommands())];
for (const [column, scenario] of scenarios.entries())
  await provesCalls(scenario, {
    isShort: ({ row }, { kind }, index) => kind === 'write' && index % 3 === 0 && (row.length + column) % 6 === 0,
  });
