import { canaryDocument } from '../canary/show-canary.ts';
import type { CanaryOutcome } from '../canary/canary.ts';
import type { ErrorDetails } from '../../errors.ts';

/** What devices meet as long as a return to AWS has not succeeded, and how that is known. */
export interface ReturnSituation {
  /** `devices are being refused now` */
  readonly devices: string;
  /** Undefined for a rollback that was asked for. */
  readonly reason?: string;
  /** AWS did not answer the request for the switch, and nobody has seen it on. */
  readonly isUnseen?: boolean;
  /** For `--json`, beside what failed. */
  readonly details: ErrorDetails;
}

type Failed = CanaryOutcome & { readonly kind: 'failed' };

const DEVICES: Readonly<Record<Failed['reason'], string>> = {
  refused: 'devices are being refused now',
  'no-answer': 'devices get no answer now',
  'wrong-ca': 'devices get certificates of another CA now',
  'bad-certificate': 'devices get certificates now that fail the checks',
};

const UNPROVEN = 'self-managed signing is on, and not proven';

const asked = ({ attempts }: CanaryOutcome): string => (attempts === 1 ? 'asked once' : `asked ${attempts} times`);

/** A canary that has not succeeded. */
export const afterFailedCanary = (outcome: Failed): ReturnSituation => ({
  devices: DEVICES[outcome.reason],
  reason: `the canary ${asked(outcome)}: ${outcome.message}`,
  details: { canary: canaryDocument(outcome) },
});

/** The operator has stopped before anybody knew. */
export const afterStoppedCanary = (outcome: CanaryOutcome): ReturnSituation => ({
  devices: UNPROVEN,
  reason: `the canary was stopped; it had ${asked(outcome)}`,
  details: { canary: canaryDocument(outcome) },
});

/** Nobody could ask, or something went wrong on the way to the proof. */
export const afterUnprovenCanary = (outcome: CanaryOutcome & { readonly kind: 'unproven' }): ReturnSituation => ({
  devices: UNPROVEN,
  reason: `the canary could not ask: ${outcome.message}`,
  details: { canary: canaryDocument(outcome) },
});

export const afterFailure = (error: unknown): ReturnSituation => ({
  devices: UNPROVEN,
  reason: error instanceof Error ? error.message : String(error),
  details: {},
});

/** The request for the switch may have been carried out, and reading back did not show it. */
export const afterUnseenSwitch = (error: unknown): ReturnSituation => ({
  ...afterFailure(error),
  devices: 'self-managed signing may be on, and is not proven',
  isUnseen: true,
});

export const ON_REQUEST: ReturnSituation = { devices: 'self-managed signing is still on', details: {} };
