import { describe, expect, it } from 'vitest';
import type { CanaryOutcome } from '../../../src/commands/canary/canary.ts';
import { canaryDocument } from '../../../src/commands/canary/show-canary.ts';
import {
  afterFailedCanary,
  afterFailure,
  afterStoppedCanary,
  afterUnprovenCanary,
  ON_REQUEST,
} from '../../../src/commands/rollback/return-situation.ts';

const tally = { attempts: 3, certificateIds: [], removal: { removed: 0, left: [], reasons: [] } };
const failed = (reason: 'refused' | 'wrong-ca' | 'bad-certificate' | 'no-answer', attempts = 3) =>
  ({ ...tally, kind: 'failed', reason, message: 'as AWS said', attempts }) satisfies CanaryOutcome;

describe('what devices meet until the return has succeeded', () => {
  it.each([
    ['refused', 'devices are being refused now'],
    ['no-answer', 'devices get no answer now'],
    ['wrong-ca', 'devices get certificates of another CA now'],
    ['bad-certificate', 'devices get certificates now that fail the checks'],
  ] as const)('behind a canary that failed by %s', (reason, devices) => {
    const outcome = failed(reason);
    expect(afterFailedCanary(outcome)).toEqual({
      devices,
      reason: 'the canary asked 3 times: as AWS said',
      details: { canary: canaryDocument(outcome) },
    });
  });

  it('counts one question as one', () => {
    expect(afterFailedCanary(failed('refused', 1)).reason).toBe('the canary asked once: as AWS said');
  });

  it('is not known behind one that was stopped, or could not ask', () => {
    const stopped = { ...tally, kind: 'stopped' } satisfies CanaryOutcome;
    expect(afterStoppedCanary(stopped)).toEqual({
      devices: 'self-managed signing is on, and not proven',
      reason: 'the canary was stopped; it had asked 3 times',
      details: { canary: canaryDocument(stopped) },
    });
    const unproven = { ...tally, kind: 'unproven', message: 'no network' } satisfies CanaryOutcome;
    expect(afterUnprovenCanary(unproven)).toEqual({
      devices: 'self-managed signing is on, and not proven',
      reason: 'the canary could not ask: no network',
      details: { canary: canaryDocument(unproven) },
    });
  });

  it('is not known behind a failure, whatever was thrown', () => {
    const devices = 'self-managed signing is on, and not proven';
    expect(afterFailure(new Error('disk full'))).toEqual({ devices, reason: 'disk full', details: {} });
    expect(afterFailure('odd')).toEqual({ devices, reason: 'odd', details: {} });
  });

  it('is what was chosen, when the operator asked to go back', () => {
    expect(ON_REQUEST).toEqual({ devices: 'self-managed signing is still on', details: {} });
  });
});
