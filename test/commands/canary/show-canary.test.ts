import { expect, it } from 'vitest';
import { showCanary } from '../../../src/commands/canary/show-canary.ts';
import type { CanaryOutcome } from '../../../src/commands/canary/canary.ts';
import type { ReadingContext } from '../../../src/context.ts';

const SWITCHED_AT = new Date('2026-11-22T02:14:00Z');
const NOTHING_LEFT = { removed: 0, left: [], reasons: [] };
const asked = { attempts: 1, certificateIds: ['a'], removal: NOTHING_LEFT };

function said(outcome: object): string {
  const lines: string[] = [];
  const output = { columns: 200, say: (text: string) => lines.push(text) };
  const context = { output, now: () => new Date(SWITCHED_AT.getTime() + 5_000) } as unknown as ReadingContext;
  showCanary(outcome as CanaryOutcome, SWITCHED_AT, context);
  // Without its marks for colours and its margin.
  return lines.map((line) => line.replace(/[\uFDD0-\uFDEF]/g, '').trim()).join('\n');
}

const check = (severity: string) => ({ severity, title: `the ${severity} of it`, summary: 'said' });
const proven = (change: object) => ({
  ...asked,
  kind: 'proven',
  judged: {
    certificate: { serialNumber: '0a', issuer: { commonName: 'Acme CA', text: 'CN=Acme CA' } },
    checks: [check('ok'), check('note')],
  },
  ...change,
});

it('says of a proof what came before it, and of its checks those that are notes', () => {
  const text = said(proven({ attempts: 4, certificateIds: ['a', 'b'] }));
  expect(text).toContain(
    'got serial 0a of Acme CA, 5 seconds after the switch (1 earlier certificate was not yet from your CA, 2 requests got no certificate)',
  );
  expect(text).toContain('! the note of it: said');
  expect(text).not.toContain('the ok of it');
  expect(said(proven({ attempts: 4, certificateIds: ['a', 'b', 'c'] }))).toContain(
    '(2 earlier certificates were not yet from your CA, 1 request got no certificate)',
  );
  expect(said(proven({}))).toMatch(/5 seconds after the switch$/m);
});

it.each([
  ['refused', '✗ canary: AWS IoT refuses the CSR, 5 seconds after the switch: no'],
  ['wrong-ca', '✗ canary: the certificate is not of the linked CA, 5 seconds after the switch: no'],
  ['bad-certificate', '✗ canary: the certificate fails the checks, 5 seconds after the switch: no'],
  ['no-answer', '✗ canary: AWS IoT does not answer, 5 seconds after the switch: no'],
])('says why one failed: %s', (reason, text) => {
  expect(said({ ...asked, kind: 'failed', reason, message: 'no' })).toBe(text);
});

it('says of one that proves nothing that it does', () => {
  expect(said({ ...asked, kind: 'unproven', message: 'no way' })).toBe(
    '! canary: nobody could ask, so this one proves nothing: no way',
  );
  expect(said({ ...asked, kind: 'stopped' })).toBe(
    '! canary: stopped, 5 seconds after the switch, before it could tell',
  );
});

it.each([
  [['a'], 'AWS IoT keeps one certificate of the canary'],
  [['a', 'b'], 'AWS IoT keeps 2 certificates of the canary'],
])('names what AWS IoT keeps of it, and why: %j', (left, words) => {
  const removal = { removed: 0, left, reasons: ['it may not be deleted'] };
  const text = said({ ...asked, kind: 'stopped', removal });
  expect(text).toContain(`${words}, which nobody has claimed: it deletes them within an hour`);
  expect(text).toContain('\nit may not be deleted');
});
