import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, operationsOf, PLACE, UNATTENDED } from './account.ts';

const CONFIRMED = ['init', '--sandbox', '--confirm', PLACE, '--no-canary'];
const P256 = ['--ca', 'Acme Device CA P256'];

let seeded: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
});

/** A run that must not have changed anything, whatever it says. */
async function refused(args: readonly string[]) {
  const account = seeded.copy();
  let run!: Awaited<ReturnType<Account['run']>>;
  const requests = await account.requestsOf(async () => {
    run = await account.run([...args, '--json']);
  });
  expect(mutating(requests)).toEqual([]);
  expect(operationsOf(requests)).not.toContain('Invoke');
  expect(await account.snapshot()).toEqual(await seeded.snapshot());
  const { error } = run.json();
  expect(error).toMatchObject({ exitCode: run.exitCode });
  expect(run.stderr).toContain(error!.message.split(' ')[0]);
  return { ...error!, exitCode: run.exitCode, stderr: run.stderr };
}

describe.concurrent('a question that nobody is there to answer', () => {
  it.each([
    ['the function', [...CONFIRMED], '--function'],
    ['the CA of a new function', [...CONFIRMED, '--create-function'], '--ca'],
    ['the validity', [...CONFIRMED, '--create-function', ...P256], '--validity-days'],
    ['the CA of an existing function', [...CONFIRMED, '--function', 'acme-iot-signer'], '--ca'],
    ['the fleet-wide one', ['init', '--sandbox', '--yes'], '--confirm'],
    [
      'the fleet-wide one, when all else is answered',
      ['init', '--sandbox', '--function', 'acme-iot-signer', ...P256],
      '--confirm',
    ],
  ])('about %s is an error that names its flag', async (_name, args, flag) => {
    const { code, message, exitCode } = await refused(args);
    expect({ code, exitCode }).toEqual({ code: 'INPUT_REQUIRED', exitCode: 2 });
    expect(message).toContain(`${flag} `);
  });

  it('comes with the command line that needs no answers', async () => {
    const { fix } = await refused(['init', '--sandbox']);
    expect(fix).toContain(`npx certprov init --sandbox --json --yes --confirm ${PLACE}`);
    const { stderr } = await seeded.copy().run(['init', '--sandbox']);
    expect(stderr).toMatch(new RegExp(`^ *npx certprov init --sandbox --yes --confirm ${PLACE}$`, 'm'));
  });
});

describe.concurrent('--confirm', () => {
  it.each([
    ['another account', '111122223333/us-east-1'],
    ['another Region', '000000000000/eu-west-1'],
    ['the account alone', '000000000000'],
    ['a plain yes', 'yes'],
    ['nothing', ''],
    ['the right words in other letters', '000000000000/US-EAST-1'],
  ])('of %s is refused before anything is read or asked', async (_name, confirm) => {
    const { code, exitCode } = await refused(['init', '--sandbox', '--yes', '--confirm', confirm]);
    expect({ code, exitCode }).toEqual({ code: 'CONFIRMATION_MISMATCH', exitCode: 2 });
  });

  it('names the Region in use, which --region changes', async () => {
    const { code } = await refused([...UNATTENDED, '--region', 'eu-west-1']);
    expect(code).toBe('CONFIRMATION_MISMATCH');
  });
});

describe.concurrent('a value that will not do', () => {
  it.each([
    ['--provider-name', 'a b'],
    ['--provider-name', 'a/b'],
    ['--provider-name', ''],
    ['--provider-name', 'x'.repeat(129)],
    ['--create-function', 'a b'],
    ['--create-function', 'x'.repeat(65)],
    ['--memory', '127'],
    ['--memory', '10241'],
    ['--memory', 'much'],
    ['--memory', '-128'],
    ['--architecture', 'mips'],
    ['--validity-days', '0'],
    ['--validity-days', '1.5'],
    ['--validity-days', '36500'],
    ['--key-type', 'ed25519'],
    ['--ca', 'Nobody CA'],
    ['--function', 'nobody'],
    ['--function', 'not a name'],
    ['--function', 'arn:aws:lambda:eu-west-1:000000000000:function:acme-iot-signer'],
    ['--function', 'arn:aws:lambda:us-east-1:111122223333:function:acme-iot-signer'],
    ['--csr', 'no-such-file.csr'],
  ])('%s %s: exit 2, and nothing is changed', async (flag, value) => {
    const { exitCode, code, message } = await refused([...UNATTENDED, flag, value]);
    expect(exitCode).toBe(2);
    expect(code).toMatch(/^(USAGE_INVALID|AWS_NOT_FOUND|FILE_UNREADABLE)$/);
    expect(message).not.toContain('certprov failed');
  });

  it('says in which Region a function of another Region would do', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:acme-iot-signer';
    const { message, fix } = await refused([...UNATTENDED, '--function', arn]);
    expect(message).toContain('eu-west-1');
    expect(fix).toContain('--region eu-west-1');
  });

  it.each([
    [['--function', 'acme-iot-signer', '--create-function']],
    [['--ca', 'Acme Device CA P256', '--ca-certificate', 'ca.pem']],
    [['--create-function', '--ca-certificate', 'ca.pem']],
    [['--csr', 'device.csr', '--key-type', 'ec-p256']],
    [['--no-such-option']],
    [['an argument']],
  ])('refuses %j', async (flags) => {
    expect((await refused([...UNATTENDED, ...flags])).exitCode).toBe(2);
  });

  it.each([
    ['Acme New CA', 'PENDING_CERTIFICATE'],
    ['Acme Old CA', 'DISABLED'],
  ])('refuses the CA %s, which is %s, as a finding', async (ca, why) => {
    for (const flags of [[], ['--function', 'acme-iot-signer'], ['--plan']]) {
      const { exitCode, code, message, details } = await refused([...UNATTENDED, '--ca', ca, ...flags]);
      expect({ exitCode, code }).toEqual({ exitCode: 3, code: 'PLAN_BLOCKED' });
      expect(message).toContain(why);
      expect(details['findings']).toContainEqual(
        expect.objectContaining({ code: 'AUTHORITY_UNUSABLE', severity: 'blocker' }),
      );
    }
  });

  it('keeps a short-lived CA to its 7 days', async () => {
    const flags = ['--ca', 'Acme Short-Lived', '--validity-days', '8'];
    expect(await refused([...UNATTENDED, ...flags])).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('at most 7 days'),
    });
  });

  it('refuses a CSR that AWS IoT would refuse before anything is prepared', async () => {
    const key = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519']).toString();
    const path = seeded.file('device.key', key);
    const { exitCode, code, stderr } = await refused([...UNATTENDED, '--csr', path]);
    expect({ exitCode, code }).toEqual({ exitCode: 3, code: 'CSR_REFUSED' });
    expect(stderr).not.toContain(key.split('\n')[1]);
  });

  it('refuses a CSR that names nobody before a Private CA would', async () => {
    const args = ['-newkey', 'rsa:2048', '-nodes', '-keyout', '/dev/null', '-subj', '/'];
    const path = seeded.file('nobody.csr', execFileSync('openssl', ['req', '-new', ...args], { stdio: 'pipe' }));
    for (const flags of [[], ['--function', 'acme-iot-signer']]) {
      const { exitCode, code, message } = await refused([...UNATTENDED, '--csr', path, ...flags]);
      expect({ exitCode, code }).toEqual({ exitCode: 3, code: 'CSR_REFUSED' });
      expect(message).toContain('names nobody');
    }
  });
});
