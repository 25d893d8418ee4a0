import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PROVEN, UNATTENDED } from '../e2e/account.ts';

const ROLLBACK = ['rollback', '--sandbox', '--yes'];
const REFUSING = ['--function', 'fair-weather-signer', '--ca', 'Acme Device CA P256'];
const RETURN = 'iot:DeleteCertificateProvider';

let seeded: Account;
let unproven: Account;
let refusing: Account;
let returned: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  unproven = await seeded.after(UNATTENDED);
  returned = await unproven.after(ROLLBACK);
  refusing = await seeded.after([...UNATTENDED, ...REFUSING]);
});

/** A line that is to be copied as it stands, alone on it. */
const COMMAND = /^ {2,}((npx )?certprov|aws) /;
const tooLong = (text: string): string[] =>
  text.split('\n').filter((line) => Array.from(line).length > 80 && !COMMAND.test(line));

describe.concurrent.each([
  ['with Unicode', {}],
  ['in ASCII', { CERTPROV_ASCII: '1' }],
] as const)('in 80 columns, %s,', (_how, env) => {
  const cases: readonly (readonly [string, () => Account, readonly string[], string | undefined])[] = [
    ['init without a canary', () => seeded, UNATTENDED, undefined],
    ['init over an unproven switch', () => unproven, UNATTENDED, undefined],
    ['init that is taken back', () => seeded, [...PROVEN, ...REFUSING], undefined],
    ['init that may not be taken back', () => seeded, PROVEN, RETURN],
    ['status of an unproven switch', () => unproven, ['status', '--sandbox'], undefined],
    ['a canary that may not take back', () => refusing, ['canary', '--sandbox'], RETURN],
    ['a canary where nothing is on', () => seeded, ['canary', '--sandbox'], undefined],
    ['rollback', () => unproven, ROLLBACK, undefined],
    ['rollback where only the rest is there', () => returned, ROLLBACK, undefined],
    ['rollback that is denied', () => unproven, ROLLBACK, RETURN],
  ];
  it.each(cases)('%s has no longer line', async (_what, from, args, denied) => {
    const account = from().copy();
    if (denied !== undefined) account.deny(denied);
    const { stderr, stdout } = await account.run([...args], { env });
    expect(tooLong(stderr)).toEqual([]);
    // The answer is one line for whoever reads it in a pipe; a command in it stands alone all the same.
    expect(tooLong(stdout).filter((line) => line.includes('certprov '))).toEqual([]);
  });
});
