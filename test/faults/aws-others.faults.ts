import { provesCalls, provesSlowness } from './aws/prove-calls.ts';
import { initExisting, initOwn, initWithCanary, otherCommands } from './aws/scenarios.ts';

// One case of each fault in turn; the full form has every call.
const scenarios = await otherCommands();
for (const [column, scenario] of scenarios.entries())
  await provesCalls(scenario, {
    besides: [],
    isShort: ({ row }, { kind }, index) => (row.length + index + column) % (kind === 'write' ? 18 : 120) === 0,
  });
const inits = [initExisting.column, 'init, CA elsewhere', initWithCanary.column];
provesSlowness(initOwn, [...inits, ...scenarios.map(({ column }) => column)]);
