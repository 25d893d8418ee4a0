import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, operationsOf, PLACE, UNATTENDED } from './account.ts';

const ROLLBACK = ['rollback', '--sandbox', '--yes'] as const;
const ARN = 'arn:aws:iam::000000000000:user/operator';
const ELSEWHERE = ['--region', 'eu-west-1'] as const;

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

/** Before the first change: what stands on the screen by then. */
const before = (stderr: string, change: RegExp): string => stderr.slice(0, stderr.search(change));

describe.concurrent('a command that changes something', () => {
  it.each([
    ['init', () => seeded, [...UNATTENDED], /iam:CreateRole/],
    ['rollback', () => enabled, [...ROLLBACK], /iot:DeleteCertificateProvider/],
    ['canary', () => enabled, ['canary', '--sandbox'], /canary ready/],
    ['ca create', () => seeded, 'ca create --sandbox --yes --subject CN=A --out a.pem'.split(' '), /✓ kms:CreateKey/],
    [
      'device provision',
      () => seeded,
      'device provision --sandbox --trusted-user --template acme-sensors --parameter SerialNumber=1'.split(' '),
      /✓ claim/,
    ],
  ])('shows account, Region and the ARN of its caller before that: %s', async (_command, from, args, change) => {
    const account = from().copy();
    const folder = join(account.home, 'made');
    const absolute = args.map((one) => (one === 'a.pem' ? join(account.home, one) : one));
    const placed = args[0] === 'device' ? [...absolute, '--out-dir', folder] : absolute;
    const { exitCode, stderr, stdout } = await account.run(placed);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(change);
    expect(before(stderr, change)).toContain('account 000000000000 · us-east-1');
    expect(before(stderr, change)).toContain(`as ${ARN}`);
    expect(stderr + stdout).toMatch(/for 000000000000 in us-east-1|account 000000000000 · us-east-1/);
    const again = from().copy();
    const json = await again.run([...placed.map((one) => one.replace(account.home, again.home)), '--json']);
    expect(json.json()).toMatchObject({ account: '000000000000', region: 'us-east-1', caller: ARN });
  });
});

describe.concurrent('a conclusion', () => {
  it.each([
    ['rollback', () => enabled, [...ROLLBACK], 'AWS signs again for 000000000000 in us-east-1'],
    ['rollback, nothing', () => seeded, [...ROLLBACK], 'nothing to do: AWS signs for 000000000000 in us-east-1'],
    ['rollback --all', () => enabled, [...ROLLBACK, '--all', '--wait', '0'], 'for 000000000000 in us-east-1'],
    ['init, a plan', () => seeded, ['init', '--sandbox', '--yes', '--plan'], 'for 000000000000 in us-east-1'],
    ['canary', () => enabled, ['canary', '--sandbox'], 'account 000000000000 · us-east-1'],
    ['dry-run', () => enabled, ['dry-run', '--sandbox'], 'account 000000000000 · us-east-1'],
    ['impact', () => seeded, ['impact', '--sandbox'], 'account 000000000000 · us-east-1'],
    ['status, off', () => seeded, ['status', '--sandbox'], 'account 000000000000 · us-east-1'],
    ['status, on', () => enabled, ['status', '--sandbox'], 'account 000000000000 · us-east-1'],
  ])('names account and Region: %s', async (_command, from, args, words) => {
    const run = await from().copy().run(args);
    expect(run.stdout, run.stderr).toContain(words);
  });

  it('names them when it is an error', async () => {
    const run = await seeded.copy().run(['canary', '--sandbox']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('AWS signs for 000000000000 in us-east-1');
    const refused = seeded.copy();
    await refused.fault({ operation: 'ListCertificateProviders', kind: 'access-denied', times: 'always' });
    expect((await refused.run(['status', '--sandbox'])).stderr).toContain('account 000000000000 · us-east-1');
  });
});

describe.concurrent('rollback where nothing is on', () => {
  it('tells of what this machine switched on in another Region, with the command to look there', async () => {
    const account = enabled.copy();
    const { exitCode, stderr, stdout } = await account.run([...ROLLBACK, ...ELSEWHERE]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing to do: AWS signs for 000000000000 in eu-west-1');
    expect(stderr).toMatch(/^! this machine knows of one in us-east-1, switched on \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    expect(stderr).toMatch(/^ {2}npx certprov status --sandbox --region us-east-1$/m);
    const json = await enabled.copy().run([...ROLLBACK, ...ELSEWHERE, '--json']);
    expect(json.json()).toMatchObject({
      region: 'eu-west-1',
      elsewhere: [{ account: '000000000000', region: 'us-east-1', provider: 'certprov', confirmed: true }],
    });
  });

  it('tells of another account', async () => {
    const account = enabled.copy();
    const theirs = join(account.home, 'journal', '111122223333-eu-central-1');
    mkdirSync(theirs);
    for (const path of account.journals()) cpSync(path, join(theirs, path.split('/').at(-1)!));
    // What is written for another account has to say so itself.
    const { stderr } = await account.run([...ROLLBACK, ...ELSEWHERE]);
    expect(stderr).not.toContain('111122223333');
    for (const path of account.journals()) rewritten(path, join(theirs, path.split('/').at(-1)!));
    const told = await enabled.copy().run([...ROLLBACK, ...ELSEWHERE]);
    expect(told.stderr).not.toContain('111122223333');
    const run = await account.run([...ROLLBACK, ...ELSEWHERE]);
    expect(run.stderr).toContain('! this machine knows of one in account 111122223333, eu-central-1, switched on');
    expect(run.stderr).toMatch(/^ {2}npx certprov status --region eu-central-1$/m);
  });

  it('says nothing of what was taken back there, and nothing where something is on', async () => {
    const account = enabled.copy();
    expect((await account.run(ROLLBACK)).stderr).not.toContain('this machine knows');
    expect((await account.run([...ROLLBACK, ...ELSEWHERE])).stderr).not.toContain('this machine knows');
  });
});

/** The journal of one account as another's; before version 2, lines had no checksum. */
function rewritten(from: string, to: string): void {
  const lines = readFileSync(from, 'utf8')
    .replaceAll(/,"crc32":"[0-9a-f]{8}"\}$/gm, '}')
    .replace('{"certprov":2,', '{"certprov":1,')
    .replace('"account":"000000000000","region":"us-east-1"', '"account":"111122223333","region":"eu-central-1"');
  writeFileSync(to, lines);
}

describe.concurrent('rollback --confirm', () => {
  it.each([
    ['another Region', '000000000000/eu-west-1'],
    ['another account', '111122223333/us-east-1'],
  ])('stops at %s before anything is asked of AWS IoT', async (_what, confirm) => {
    const account = enabled.copy();
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...ROLLBACK, '--confirm', confirm, '--json']);
      expect(run.exitCode).toBe(2);
      expect(run.json().error).toMatchObject({
        code: 'CONFIRMATION_MISMATCH',
        message: `--confirm says ${confirm}, and this is ${PLACE}`,
        aftermath: 'nothing was changed',
      });
    });
    expect(operationsOf(requests)).toEqual(['GetCallerIdentity']);
    expect(mutating(requests)).toEqual([]);
  });

  it('goes on where it is right', async () => {
    expect((await enabled.copy().run([...ROLLBACK, '--confirm', PLACE])).exitCode).toBe(0);
  });
});
