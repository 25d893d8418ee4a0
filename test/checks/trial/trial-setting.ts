import type { TrialCheck } from '../../../src/checks/trial/trial-check.ts';
import {
  judgeTrial,
  type TrialEvidence,
  type TrialRun,
  type TrialVerdict,
} from '../../../src/checks/trial/judge-trial.ts';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { issueDevice, makeAuthority, NOW, spkiOf, type DeviceOverrides } from '../../csr/issuing.ts';

export const subject = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'device-1' }]]);
export const authority = await makeAuthority('ec-p256', 'Acme Device CA');
export const device = await generateKey('ec-p256');
export const request = buildCertificationRequest({ subject, privateKey: device.privateKey });

/** A certificate that passes, but for what the test says. */
export const issue = (overrides: DeviceOverrides = {}) =>
  issueDevice(authority, subject, spkiOf(device.publicKey), overrides);

export const report = (milliseconds: number, start?: number): string =>
  [
    'START RequestId: 6f1d6bd9-7a4c-4a44-8d0e-5f4a7d4a8c11 Version: $LATEST',
    'END RequestId: 6f1d6bd9-7a4c-4a44-8d0e-5f4a7d4a8c11',
    `REPORT RequestId: 6f1d6bd9-7a4c-4a44-8d0e-5f4a7d4a8c11\tDuration: ${milliseconds.toFixed(2)} ms\tBilled Duration: ${Math.ceil(milliseconds)} ms\tMemory Size: 512 MB\tMax Memory Used: 88 MB\t${start === undefined ? '' : `Init Duration: ${start.toFixed(2)} ms\t`}`,
    '',
  ].join('\n');

export const run = (payload: unknown, overrides: Partial<TrialRun> = {}): TrialRun => ({
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  functionError: undefined,
  logTail: report(180, 420),
  elapsedMs: 650,
  ...overrides,
});

export const answer = (certificatePem: unknown): TrialRun => run({ certificatePem });

export const judge = (runs: TrialRun | readonly TrialRun[], overrides: Partial<TrialEvidence> = {}): TrialVerdict =>
  judgeTrial({
    csrInput: Buffer.from(request.pem),
    runs: 'payload' in runs ? [runs] : runs,
    issuerPem: authority.pem,
    issuerName: 'Acme Device CA',
    now: NOW,
    limitMs: 5000,
    ...overrides,
  });

export const failures = ({ checks }: TrialVerdict): readonly string[] =>
  checks.filter(({ passed }) => !passed).map(({ code }) => code);
export const notes = ({ checks }: TrialVerdict): readonly string[] =>
  checks.filter(({ severity }) => severity === 'note').map(({ code }) => code);

export function find({ checks }: TrialVerdict, code: string): TrialCheck {
  const check = checks.find((candidate) => candidate.code === code);
  if (!check) throw new Error(`no check ${code} among ${checks.map((each) => each.code).join(', ')}`);
  return check;
}

/** Everything that is said of a rule that did not just pass. */
export const unusual = ({ checks }: Pick<TrialVerdict, 'checks'>): readonly string[] =>
  checks
    .filter(({ severity }) => severity !== 'ok')
    .map(({ severity, code, title, summary, fix = '-' }) => `${severity} ${code} (${title}): ${summary} | ${fix}`);
