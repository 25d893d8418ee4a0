import { describe, expect, it } from 'vitest';
import { createCertificateProvider } from '../../../src/actions/kinds/create-certificate-provider.ts';
import type { CertificateProvider } from '../../../src/aws/ports/ports.ts';
import { checkSwitchProven } from '../../../src/checks/switch-proven.ts';
import type { JournalEntry, JournalRun } from '../../../src/actions/journal.ts';
import { callerName, functionMarkOf, PROOF, proofTag, readProofTag } from '../../../src/deployment/proof-tag.ts';
import type { SwitchProof } from '../../../src/deployment/switch-proof.ts';
import { knownProof } from '../../../src/commands/status/known-proof.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer';
const OTHER = 'arn:aws:lambda:us-east-1:000000000000:function:other';
const CREATED = '2026-11-30T12:00:00.000Z';
const provider: CertificateProvider = {
  certificateProviderName: 'certprov',
  certificateProviderArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov',
  lambdaFunctionArn: FUNCTION,
  accountDefaultForOperations: ['CreateCertificateFromCsr'],
  creationDate: new Date(CREATED),
  lastModifiedDate: new Date(CREATED),
};
const changed = { ...provider, lambdaFunctionArn: OTHER };

const proof = (state: SwitchProof['proof'], minute: number, more: Partial<SwitchProof> = {}): SwitchProof => ({
  at: `2026-11-30T12:${String(minute).padStart(2, '0')}:00.000Z`,
  proof: state,
  provider: { name: 'certprov', lambdaFunctionArn: FUNCTION, creationDate: CREATED },
  by: 'arn:aws:iam::000000000000:user/operator',
  ...more,
});
const undated = { provider: { name: 'certprov', lambdaFunctionArn: FUNCTION } };

const run = (proofs: readonly SwitchProof[], ...states: readonly JournalEntry['state'][]): JournalRun => ({
  runId: 'run-1',
  account: '000000000000',
  region: 'us-east-1',
  startedAt: CREATED,
  file: 'run-1.jsonl',
  proofs,
  entries: states.map((state) => ({
    at: CREATED,
    index: 0,
    action: { kind: createCertificateProvider.kind, args: {} },
    state,
  })),
});
const tagged = (text: string) => ({ 'certprov:run': 'run-2', [PROOF]: text });
const verdictTag = (state: SwitchProof['proof'], minute: number): string =>
  proofTag({ proof: state, at: proof(state, minute).at, functionMark: functionMarkOf(FUNCTION), by: 'user/other' });

describe('what is known of a switch', () => {
  it('is nothing without a journal and a tag', () => {
    expect(knownProof(provider, {}, [])).toEqual({ state: 'unknown' });
    expect(knownProof(provider, null, [run([], 'applied')])).toEqual({ state: 'unknown' });
  });

  it('is the last of the journal, whatever run wrote it', () => {
    const runs = [run([proof('unproven', 1), proof('proven', 9)]), run([proof('refused', 5)])];
    expect(knownProof(provider, {}, runs)).toMatchObject({
      state: 'proven',
      by: 'user/operator',
      knownFrom: 'journal',
    });
    expect(knownProof(provider, {}, runs.slice(1))).toMatchObject({ state: 'refused' });
  });

  it.each([
    ['unproven by:user/other', 'unproven', 'journal'],
    [verdictTag('refused', 4), 'unproven', 'journal'],
    [verdictTag('refused', 6), 'refused', 'tag'],
    [verdictTag('proven', 6), 'proven', 'tag'],
    ['anything else', 'unproven', 'journal'],
  ])('is the later of journal and tag: %s', (text, state, knownFrom) => {
    expect(knownProof(provider, tagged(text), [run([proof('unproven', 5)])])).toMatchObject({ state, knownFrom });
  });

  it('is about a switch that was not dated yet when its run tagged it, or when nobody can read the tags', () => {
    const begun = run([proof('unproven', 1, undated)], 'started');
    expect(knownProof(provider, { 'certprov:run': 'run-1' }, [begun])).toMatchObject({ state: 'unproven' });
    expect(knownProof(provider, { 'certprov:run': 'run-2' }, [begun])).toEqual({ state: 'unknown' });
    expect(knownProof(provider, null, [begun])).toMatchObject({ state: 'unproven' });
    expect(knownProof(provider, null, [run([proof('unproven', 1, undated)], 'started', 'refused')])).toEqual({
      state: 'unknown',
    });
    expect(knownProof(provider, null, [run([proof('unproven', 1, undated)], 'undone')])).toEqual({ state: 'unknown' });
  });

  it('is nothing of a provider that was made later under the same name', () => {
    const later = { ...provider, creationDate: new Date('2026-12-01T00:00:00Z') };
    expect(knownProof(later, {}, [run([proof('refused', 5)], 'applied')])).toEqual({ state: 'unknown' });
  });

  it('is out of date when the function is another one, unless nobody has proven it anyway', () => {
    for (const state of ['proven', 'refused'] as const) {
      expect(knownProof(changed, {}, [run([proof(state, 5)])])).toEqual({ state: 'unknown', isOutdated: true });
      expect(knownProof(changed, tagged(verdictTag(state, 5)), [])).toEqual({ state: 'unknown', isOutdated: true });
    }
    expect(knownProof(changed, {}, [run([proof('unproven', 5)])])).toMatchObject({ state: 'unproven' });
    expect(knownProof(changed, tagged('unproven'), [])).toMatchObject({ state: 'unproven' });
  });
});

describe('its finding', () => {
  it.each([
    ['unproven', 'SWITCH_UNPROVEN'],
    ['refused', 'SWITCH_REFUSED'],
  ] as const)('forbids to go on when it is %s', (state, code) => {
    expect(checkSwitchProven({ state }, provider, 'go back')).toEqual([
      expect.objectContaining({ code, severity: 'blocker', fix: expect.stringContaining('go back') }),
    ]);
  });

  it.each(['proven', 'unknown'] as const)('is none when it is %s', (state) => {
    expect(checkSwitchProven({ state }, provider, 'go back')).toEqual([]);
  });
});

describe('the tag', () => {
  const whole = {
    proof: 'proven',
    at: CREATED,
    functionMark: functionMarkOf(FUNCTION),
    serialNumber: 'f'.repeat(40),
    by: 'assumed-role/Admin/john@example.com',
  } as const;

  it('says as much as it was told', () => expect(readProofTag(proofTag(whole))).toEqual(whole));

  it('has only what AWS IoT allows, and fits, whoever ran it', () => {
    const text = proofTag({ ...whole, by: callerName(`arn:aws:sts::0:assumed-role/${'é,"'.repeat(99)}/x y`) });
    expect(text).toMatch(/^[\w .:/=+\-@]{1,256}$/);
    expect(readProofTag(text)).toMatchObject({ proof: 'proven', serialNumber: whole.serialNumber });
  });

  it.each([undefined, '', 'proven', 'proven at:yesterday function:1', 'refused at:2026-11-30T12:00:00.000Z', 'PROVEN'])(
    'is not believed when it is %s',
    (text) => expect(readProofTag(text)).toBe(undefined),
  );
});
