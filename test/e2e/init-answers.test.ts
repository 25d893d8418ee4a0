import { execFileSync } from 'node:child_process';
import {
  ACMPCAClient,
  GetCertificateAuthorityCertificateCommand,
  ListCertificateAuthoritiesCommand,
} from '@aws-sdk/client-acm-pca';
import { beforeAll, describe, expect, it } from 'vitest';
import { signerSha256 } from '../support/signer-sha256.ts';
import { Account, mutating, PLACE, UNATTENDED } from './account.ts';

const CONFIRMED = ['init', '--sandbox', '--confirm', PLACE, '--no-canary'];
const P256 = ['--ca', 'Acme Device CA P256'];

let seeded: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
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
