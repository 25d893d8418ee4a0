import { expect, it } from 'vitest';
import { canaryDocument, showCanary, waitingText } from '../../../src/commands/canary/show-canary.ts';
import type { CanaryOutcome } from '../../../src/commands/canary/canary.ts';
import type { ReadingContext } from '../../../src/context.ts';

const SWITCHED_AT = new Date('2026-11-22T02:14:00Z');
const NOTHING_LEFT = { removed: 0, left: [], reasons: [] };
const asked = { attempts: 1, certificateIds: ['a'], removal: NOTHING_LEFT };

function said(outcome: object, columns = 200): string {
  const lines: string[] = [];
  const output = { columns, say: (text: string) => lines.push(text) };
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

const WAY = {
  port: 443,
  address: 'iot.example:443',
  alpn: null,
  proxy: undefined,
  unanswered: [{ port: 8883, reason: 'timeout' }],
};

it('says of a proof its port, its serial number and its CA, in the first line', () => {
  expect(said(proven({})).split('\n')[0]).toBe(
    '✓ canary: a device asked AWS IoT and got serial 0a of Acme CA, 5 seconds after the switch',
  );
  expect(said(proven({ way: WAY })).split('\n')[0]).toBe(
    '✓ canary: a device asked AWS IoT by port 443 and got serial 0a of Acme CA, 5 seconds after the switch',
  );
  const unnamed = { serialNumber: '0a', issuer: { commonName: undefined, text: 'O=Acme' } };
  expect(said(proven({ judged: { certificate: unnamed, checks: [] } }))).toContain('got serial 0a of O=Acme, ');
});

it('indents what does not fit into the line', () => {
  const [, ...others] = said({ ...asked, kind: 'unproven', message: 'no way' }, 40).split('\n');
  expect(others.length).toBeGreaterThan(0);
  for (const line of others) expect(line).toMatch(/^ {4}\S/);
});

it.each([
  ['certificate', 'another CA still signs'],
  ['refused', 'refused'],
  ['no-answer', 'no answer'],
  ['not-asked', 'could not ask'],
])('says beside the spinner what the last answer was: %s', (kind, words) => {
  expect(waitingText({ kind } as never, 3, 12_400, 300)).toBe(`canary: ${words} (3), 12 s of at most 300 s`);
});

it('is a document of its own in --json', () => {
  const [ok] = [check('ok')];
  expect(canaryDocument(proven({ judged: { ...proven({}).judged, checks: [{ code: 'C', ...ok }] } }) as never)).toEqual(
    {
      outcome: 'proven',
      attempts: 1,
      mqtt: null,
      serialNumber: '0a',
      issuer: 'CN=Acme CA',
      checks: [{ code: 'C', severity: 'ok', summary: 'said' }],
      certificatesRemoved: 0,
      certificatesLeft: [],
    },
  );
  const removal = { removed: 1, left: ['b'], reasons: ['it may not be deleted'] };
  const judged = { certificate: undefined, checks: [] };
  const failed = { ...asked, kind: 'failed', reason: 'wrong-ca', message: 'no', judged, way: WAY, removal };
  expect(canaryDocument(failed as never)).toEqual({
    outcome: 'failed',
    reason: 'wrong-ca',
    message: 'no',
    attempts: 1,
    mqtt: { ...WAY, proxy: null },
    serialNumber: null,
    issuer: null,
    checks: [],
    certificatesRemoved: 1,
    certificatesLeft: ['b'],
  });
  expect(canaryDocument({ ...asked, kind: 'stopped' } as never)).toEqual({
    outcome: 'stopped',
    attempts: 1,
    mqtt: null,
    certificatesRemoved: 0,
    certificatesLeft: [],
  });
});
