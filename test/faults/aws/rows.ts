import type { Fault } from '../../../src/sandbox/faults.ts';
import type { ErrorCode } from '../../../src/errors.ts';
import type { SandboxSettings } from '../../../src/sandbox/service.ts';
import { isFullForm } from '../matrix.ts';
import type { AwsCall } from './calls-of.ts';

/** A row of the matrix: one way in which AWS misbehaves. */
export interface Row {
  readonly row: string;
  /** The order for the sandbox; undefined where the fault makes no sense at this call. */
  readonly fault: (call: AwsCall) => Fault | undefined;
  /** `done`: whatever the command, it must go on by itself when an operator's call is struck. */
  readonly ends: 'done' | 'either';
  /** What the error must be called when an operator's call is struck. */
  readonly code?: ErrorCode;
  /** Real time passes: the full form has it for changes and for one read of each service. */
  readonly isSlow?: boolean;
}

type Order = Omit<Fault, 'service' | 'operation' | 'skip'>;

const atCall =
  (order: Order) =>
  ({ service, operation, skip }: AwsCall): Fault => ({ service, operation, skip, ...order });

/** From this call on, whatever is called. */
const fromCall = (order: Order) => atCall({ ...order, onward: true });

const LATE_MS = isFullForm ? 31_000 : 300;

export const ROWS: readonly Row[] = [
  { row: 'throttled twice, then fine', fault: atCall({ kind: 'throttle', times: 2 }), ends: 'done' },
  {
    row: 'throttled for ever',
    fault: atCall({ kind: 'throttle', times: 'always' }),
    ends: 'either',
    code: 'AWS_THROTTLED',
  },
  { row: '500 for ever', fault: atCall({ kind: 'error-500', times: 'always' }), ends: 'either', code: 'AWS_FAILED' },
  { row: '503 for ever', fault: atCall({ kind: 'error-503', times: 'always' }), ends: 'either', code: 'AWS_FAILED' },
  { row: 'done, and answered 500', fault: atCall({ kind: 'error-after', times: 1 }), ends: 'either' },
  { row: 'connection reset before the effect', fault: atCall({ kind: 'drop-before', times: 1 }), ends: 'either' },
  { row: 'connection reset behind the effect', fault: atCall({ kind: 'drop-after', times: 1 }), ends: 'either' },
  { row: 'every answer lost', fault: atCall({ kind: 'drop-after', times: 'always' }), ends: 'either' },
  {
    row: 'answer comes late',
    fault: atCall({ kind: 'delay', delayMs: LATE_MS, times: 1 }),
    ends: 'either',
    isSlow: isFullForm,
  },
  {
    row: 'access denied',
    fault: atCall({ kind: 'access-denied', times: 'always' }),
    ends: 'either',
    code: 'AWS_ACCESS_DENIED',
  },
  {
    row: 'token expires',
    fault: fromCall({ kind: 'expired-token', times: 'always' }),
    ends: 'either',
    code: 'AWS_CREDENTIALS_EXPIRED',
  },
  { row: 'clock of AWS an hour ahead', fault: fromCall({ kind: 'clock-skew', times: 'always' }), ends: 'done' },
  {
    row: 'stale read after a write',
    fault: (call) =>
      call.kind === 'read' && call.changesBefore > 0 ? atCall({ kind: 'stale-read', times: 2 })(call) : undefined,
    ends: 'either',
  },
  { row: 'invalid state', fault: atCall({ kind: 'invalid-state', times: 1 }), ends: 'either' },
  {
    row: 'limit exceeded',
    fault: atCall({ kind: 'limit-exceeded', times: 'always' }),
    ends: 'either',
    code: 'AWS_LIMIT',
  },
  { row: 'already exists', fault: atCall({ kind: 'already-exists', times: 'always' }), ends: 'either' },
  {
    row: 'something else answers',
    fault: atCall({ kind: 'garbage', times: 'always' }),
    ends: 'either',
    code: 'AWS_NOT_AWS',
  },
];

/** How slow AWS is, instead of a fault at one call. */
export const SLOW_ROWS: readonly { readonly row: string; readonly settings: Partial<SandboxSettings> }[] = [
  {
    row: 'role not assumable yet',
    settings: { roleDelayMs: isFullForm ? 20_000 : 1_500 },
  },
  {
    row: 'function Pending',
    settings: { functionPendingMs: isFullForm ? 60_000 : 1_500 },
  },
];
