import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../src/sandbox/faults.ts';
import { Account } from '../e2e/account.ts';
import { callsOf, type AwsCall } from './aws/calls-of.ts';
import { expectSaysSo, isOn, REFUSING, shown } from './behind-the-switch.ts';
import { isFullForm, leavesCellEmpty, provesCell } from './matrix.ts';

// One fault of any kind at any call behind the switch, over a function that refuses devices.
const TABLE = 'A fault behind the switch';
const seeded = await Account.seeded();
const { calls } = await callsOf({ column: 'init', start: seeded, args: () => REFUSING }, 3);
const created = calls.findIndex(({ operation }) => operation === 'CreateCertificateProvider');
const behind = calls.slice(created);

const TIMES = [
  [1, 'once'],
  [3, 'three times'],
  ['always', 'for ever'],
] as const;

/** Real time passes until certprov gives up: a minute a call. */
const SLOW: readonly FaultKind[] = ['hang'];

const nameOf = ({ service, operation }: AwsCall): string => `${service}:${operation}`;
const columns = [...new Set(behind.map(nameOf))];

/** In the short form, every so many. */
const EVERY = 9;
let nth = 0;

describe.concurrent('a fault behind the switch, over a function that refuses devices', () => {
  it('is tried at every call from the switch on', () => {
    expect(columns).toEqual(
      expect.arrayContaining(['iot:CreateCertificateProvider', 'lambda:GetPolicy', 'iot:DeleteCertificateProvider']),
    );
  });

  for (const kind of FAULT_KINDS)
    for (const [times, often] of TIMES)
      for (const column of columns) {
        const place = { table: TABLE, row: `${kind}, ${often}`, column };
        if (SLOW.includes(kind) && times !== 1) {
          leavesCellEmpty(place, 'as once');
          continue;
        }
        for (const call of behind.filter((one) => nameOf(one) === column)) {
          nth += 1;
          provesCell({
            ...place,
            what: `call ${call.skip} of it`,
            isShort: nth % EVERY === 0 && !SLOW.includes(kind),
            prove: () => prove(call, kind, times),
          });
        }
      }
});

async function prove({ service, operation, skip }: AwsCall, kind: FaultKind, times: 1 | 3 | 'always'): Promise<string> {
  const account = seeded.copy();
  await account.fault({ service, operation, skip, kind, times, delayMs: isFullForm ? 6_000 : 300 });
  const run = await account.run(REFUSING);
  expect(run.exitCode, shown(run)).not.toBe(0);
  expect(run.json().error, shown(run)).toMatchObject({ code: expect.not.stringMatching(/INTERNAL/) });
  if (run.json().error?.aftermath?.startsWith('AWS signs')) expect(await isOn(account), shown(run)).toBe(false);
  if (await isOn(account)) expect((await account.run(['status', '--sandbox'])).exitCode, 'the fault stays').not.toBe(0);
  account.mend();
  const said = await expectSaysSo(account);
  if (said === 'AWS signs') return said;
  const next = await account.run(REFUSING);
  expect(next.json().error, shown(next)).toMatchObject({ code: 'CANARY_FAILED', details: { returned: true } });
  expect(await expectSaysSo(account)).toBe('AWS signs');
  return 'red, and taken back by the next init';
}
