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

/** What depends on chance: an ECDSA signature has a byte more or less; and OpenSSL's versions have codes of their own. */
const withoutChance = (summary: string): string =>
  summary.replace(/[\d,]+ bytes/, '… bytes').replace(/ERR_OSSL_\w+/, 'ERR_OSSL_…');

/** Every rule with what is said of it. */
export const everyRule = ({ checks }: TrialVerdict): readonly string[] =>
  checks.map(({ severity, code, title, summary }) => `${severity} ${code} (${title}): ${withoutChance(summary)}`);

/** What most certificates here are told, by the day of their end. */
const USUAL = "2027-11-22; AWS's own ran to 2049: plan rotation";

/** The rules that did not just pass, with everything that is said. */
export const unusual = (verdict: TrialVerdict): readonly string[] =>
  verdict.checks.flatMap(({ severity, summary, fix = '-' }, at) =>
    severity === 'ok' || summary === USUAL ? [] : [`${everyRule(verdict)[at]} | ${fix}`],
  );
