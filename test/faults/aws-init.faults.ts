import { provesCalls } from './aws/prove-calls.ts';
import { initOwn } from './aws/scenarios.ts';

// Access denied is in access-denied.faults.ts, which knows what every call is for.
await provesCalls(initOwn, {
  without: ['access denied'],
  isShort: (row, { kind }, index) => (index + row.row.length) % (kind === 'write' ? 3 : 27) === 0,
});
