import { execFileSync } from 'node:child_process';
import {
  ACMPCAClient,
  GetCertificateAuthorityCertificateCommand,
  ListCertificateAuthoritiesCommand,
} from '@aws-sdk/client-acm-pca';
import { beforeAll, describe, expect, it } from 'vitest';
import { signerSha256 } from '../support/signer-sha256.ts';
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
    const { fix, stderr } = await refused(['init', '--sandbox']);
    expect(fix).toContain(`npx certprov init --sandbox --yes --confirm ${PLACE}`);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`npx certprov init --sandbox --yes --confirm ${PLACE}`);
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

describe.concurrent('answers by flag', () => {
  it('create a function as asked for, with the CA named by its id', async () => {
    const account = seeded.copy();
    const run = await account.run([
      ...CONFIRMED,
      '--create-function',
      'fleet-signer',
      '--memory',
      '1024',
      '--architecture',
      'x86_64',
      '--ca',
      '8c60f2b7-31ad-4e95-b7d8-0f4e6a91c523',
      '--validity-days',
      '30',
      '--provider-name',
      'fleet=ca,v1@acme',
      '--key-type',
      'ec-p384',
      '--json',
    ]);
    expect(run.exitCode).toBe(0);
    const { functions, certificateProviders } = await regionOf(account);
    expect(functions['fleet-signer']).toMatchObject({
      latest: {
        memoryMb: 1024,
        architecture: 'x86_64',
        environment: {
          CERTPROV_CA_ARN: expect.stringContaining('8c60f2b7-31ad-4e95-b7d8-0f4e6a91c523'),
          CERTPROV_VALIDITY_DAYS: '30',
        },
      },
    });
    expect(Object.keys(certificateProviders)).toEqual(['fleet=ca,v1@acme']);
    const back = await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0']);
    expect(back.exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it.each(['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048', 'rsa-3072', 'rsa-4096'])(
    'try the signer with a key of type %s',
    async (type) => {
      const run = await seeded.copy().run([...UNATTENDED, '--key-type', type, '--json']);
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({ trial: { verdict: 'pass' } });
    },
  );

  it.each([
    ['by name', 'Acme Short-Lived', '7'],
    [
      'by ARN',
      'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/2b1d7e84-0c5f-4a39-8f61-93e7a5c0d214',
      '365',
    ],
  ])('name the CA %s, and without more words take what it can give', async (_name, ca, days) => {
    const account = seeded.copy();
    const run = await account.run([...UNATTENDED, '--ca', ca, '--json']);
    expect(run.exitCode).toBe(0);
    expect((await regionOf(account)).functions['certprov-signer']).toMatchObject({
      latest: { environment: { CERTPROV_VALIDITY_DAYS: days } },
    });
  });

  it('enable an existing signer as it is, by name or ARN', async () => {
    for (const name of ['acme-iot-signer', 'arn:aws:lambda:us-east-1:000000000000:function:acme-iot-signer']) {
      const account = seeded.copy();
      const requests = await account.requestsOf(async () => {
        const run = await account.run([...CONFIRMED, '--function', name, ...P256, '--json']);
        expect(run.exitCode).toBe(0);
      });
      expect(mutating(requests).filter((operation) => operation !== 'IssueCertificate')).toEqual([
        'AddPermission',
        'CreateCertificateProvider',
      ]);
      const back = await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0']);
      expect(back.exitCode).toBe(0);
      expect(await account.snapshot()).toEqual(await seeded.snapshot());
    }
  });

  it('link an existing signer to a CA by its certificate, which dry-run and status know again', async () => {
    const account = seeded.copy();
    const certificate = await authorityCertificate(account, P256[1]!);
    const path = account.file('ca.pem', certificate);
    const run = await account.run([...CONFIRMED, '--function', 'acme-iot-signer', '--ca-certificate', path, '--json']);
    expect(run.exitCode).toBe(0);
    const dryRun = await account.run(['dry-run', '--sandbox', '--json']);
    expect(dryRun.json()['checks']).toContainEqual(
      expect.objectContaining({ code: 'ISSUED_BY_LINKED_CA', passed: true, severity: 'ok' }),
    );
  });

  it('take the CSR from standard input', async () => {
    const csr = execFileSync(
      'openssl',
      [
        'req',
        '-new',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        '/dev/null',
        '-subj',
        '/CN=from-stdin',
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const run = await seeded.copy().run([...UNATTENDED, '--csr', '-', '--json'], { stdin: csr });
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ trial: { certificates: [{ subject: 'CN=from-stdin' }] } });
  });

  it('show the plan only, with --plan and nobody to confirm', async () => {
    const run = await seeded.copy().run(['init', '--sandbox', '--yes', '--plan', '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      applied: false,
      plan: { switch: [{ kind: 'iot:CreateCertificateProvider', reach: 'fleet' }] },
    });
    // The code that would be deployed is named, as Lambda will name it.
    const codeSha256 = await signerSha256();
    expect(run.stderr).toContain(`  certprov-signer: code SHA-256  ${codeSha256}\n`);
    expect((run.json()['plan'] as { prepare: unknown[] }).prepare).toContainEqual(
      expect.objectContaining({
        kind: 'lambda:CreateFunction',
        args: expect.objectContaining({ codeSha256 }),
      }),
    );
  });
});

interface Held {
  readonly functions: Readonly<Record<string, unknown>>;
  readonly certificateProviders: Readonly<Record<string, unknown>>;
}

async function regionOf(account: Account): Promise<Held> {
  const { regions } = (await account.snapshot()) as { readonly regions: { readonly 'us-east-1': Held } };
  return regions['us-east-1'];
}

const authorityCertificate = (account: Account, commonName: string): Promise<string> =>
  account.elsewhere(async (config) => {
    const client = new ACMPCAClient(config);
    const { CertificateAuthorities = [] } = await client.send(new ListCertificateAuthoritiesCommand({}));
    const wanted = CertificateAuthorities.find(
      (ca) => ca.CertificateAuthorityConfiguration?.Subject?.CommonName === commonName,
    );
    const answer = await client.send(
      new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: wanted!.Arn! }),
    );
    client.destroy();
    return answer.Certificate!;
  });
