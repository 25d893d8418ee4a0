import {
  ACMPCAClient,
  CreateCertificateAuthorityCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  ImportCertificateAuthorityCertificateCommand,
  IssueCertificateCommand,
  RequestInProgressException,
} from '@aws-sdk/client-acm-pca';
import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { issueDeviceCertificate } from '../../src/csr/issue-device-certificate.ts';
import { bagOf, csrOf } from '../authority/est/est-stand-in.ts';
import { makeOwnCa, signWith } from '../csr/own-ca.ts';
import { makeServerIdentity } from '../signer/test-authority.ts';
import { startHttpsServer } from '../support/https-server.ts';
import { Account, type ClientConfig, PROVEN } from './account.ts';
import { startExternalCa } from './external-server.ts';

const DAY = 86_400_000;
const FUNCTION = 'certprov-signer';

/** AWS Private CA issues in its own time. */
async function issuedBy(look: () => Promise<{ Certificate?: string | undefined }>): Promise<string> {
  for (;;) {
    try {
      return (await look()).Certificate!;
    } catch (error) {
      if (!(error instanceof RequestInProgressException)) throw error;
    }
  }
}

/** A root CA signs a new certificate with its own key, and takes it: so it is made, and so it is renewed. */
async function certifyItself(CertificateAuthorityArn: string, days: number, config: ClientConfig): Promise<void> {
  const pca = new ACMPCAClient(config);
  const { Csr } = await pca.send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn }));
  const { CertificateArn } = await pca.send(
    new IssueCertificateCommand({
      CertificateAuthorityArn,
      Csr: Buffer.from(Csr!),
      SigningAlgorithm: 'SHA256WITHECDSA',
      TemplateArn: 'arn:aws:acm-pca:::template/RootCACertificate/V1',
      Validity: { Type: 'DAYS', Value: days },
    }),
  );
  const Certificate = await issuedBy(() =>
    pca.send(new GetCertificateCommand({ CertificateAuthorityArn, CertificateArn })),
  );
  await pca.send(
    new ImportCertificateAuthorityCertificateCommand({
      CertificateAuthorityArn,
      Certificate: Buffer.from(Certificate),
    }),
  );
}

/** A CA that ends in a hundred days, and the account that it signs for. */
let enabled: Account;
let arn: string;

beforeAll(async () => {
  const account = await Account.seeded();
  arn = await account.elsewhere(async (config) => {
    const { CertificateAuthorityArn } = await new ACMPCAClient(config).send(
      new CreateCertificateAuthorityCommand({
        CertificateAuthorityType: 'ROOT',
        CertificateAuthorityConfiguration: {
          KeyAlgorithm: 'EC_prime256v1',
          SigningAlgorithm: 'SHA256WITHECDSA',
          Subject: { CommonName: 'Old CA' },
        },
      }),
    );
    await certifyItself(CertificateAuthorityArn!, 100, config);
    return CertificateAuthorityArn!;
  });
  enabled = await account.after([...PROVEN, '--ca', arn, '--validity-days', '90']);
});

const status = async (account: Account) => {
  const run = await account.run(['status', '--sandbox', '--json']);
  return {
    exitCode: run.exitCode,
    findings: run.json()['findings'] as { code: string; summary: string; fix: string }[],
  };
};

/** Days that the certificate of a trial signing has, and what is said of the CA's end. */
async function tried(account: Account, ...flags: string[]) {
  const run = await account.run(['dry-run', '--sandbox', '--json', ...flags]);
  expect(run.exitCode).toBe(0);
  const { certificates, checks } = run.json() as unknown as {
    certificates: { notAfter: string }[];
    checks: { code: string; severity: string; summary: string; fix?: string }[];
  };
  const left = (Date.parse(certificates[0]!.notAfter) - Date.now()) / DAY;
  return { days: Math.round(left), within: checks.find(({ code }) => code === 'WITHIN_AUTHORITY')! };
}

describe.concurrent('an AWS Private CA that is renewed', () => {
  it('needs nothing to be done: the signer goes by what the CA says', async () => {
    const account = enabled.copy();
    await account.elsewhere((config) => certifyItself(arn, 3650, config));
    expect(await status(account)).toEqual({ exitCode: 0, findings: [] });
    expect(await tried(account)).toMatchObject({ days: 90, within: { severity: 'ok' } });
    // The same command again is not about another CA.
    const again = await account.run([...PROVEN, '--ca', arn, '--validity-days', '90', '--json']);
    expect(again.exitCode).toBe(0);
  });

  it('or ends before the days that the signer asks for, which then end with the CA', async () => {
    const account = enabled.copy();
    await account.elsewhere((config) => certifyItself(arn, 5, config));
    expect(await tried(account)).toMatchObject({ days: 5, within: { severity: 'ok' } });
    const { findings } = await status(account);
    expect(findings.map(({ code }) => code)).toEqual(['AUTHORITY_ENDS_SOON']);
  });

  it.each([
    [
      'has another end than the signer was told',
      100 * DAY,
      'warning',
      /certificates still end by .* every CSR is refused/,
    ],
    ['is past the end that the signer was told', -DAY, 'blocker', /it refuses every CSR/],
  ])('%s by an earlier version: a finding, whose fix makes it green', async (_case, told, severity, words) => {
    const account = enabled.copy();
    await account.elsewhere(async (config) => {
      await certifyItself(arn, 3650, config);
      await new LambdaClient(config).send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: FUNCTION,
          Environment: {
            Variables: {
              CERTPROV_CA_ARN: arn,
              CERTPROV_CA_KEY_ALGORITHM: 'EC_prime256v1',
              CERTPROV_CA_NOT_AFTER: new Date(Date.now() + told).toISOString(),
              CERTPROV_VALIDITY_DAYS: '90',
            },
          },
        }),
      );
    });
    const before = await status(account);
    const finding = before.findings.find(({ code }) => code === 'SIGNER_CA_END_STALE');
    expect(finding).toMatchObject({ severity, summary: expect.stringMatching(words), resource: arn });
    expect(before.exitCode).toBe(severity === 'blocker' ? 3 : 0);
    expect(finding!.fix).toMatch(/`npx certprov rollback --sandbox --all`, then `npx certprov init --sandbox`/);

    expect((await account.run(['rollback', '--all', '--wait', '0', '--yes', '--sandbox'])).exitCode).toBe(0);
    expect((await account.run([...PROVEN, '--ca', arn, '--validity-days', '90'])).exitCode).toBe(0);
    expect(await status(account)).toEqual({ exitCode: 0, findings: [] });
  });
});

describe('an own CA that is renewed', () => {
  it('is noted by the trial, since the signer has the certificate of before, and the fix takes it up', async () => {
    await using ca = await startExternalCa();
    const account = await Account.seeded();
    const key = account.file('ca.key', ca.keys.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const renewed = account.file('renewed.pem', (await makeOwnCa(ca.keys, Date.now(), 12)).pem);
    const first = account.file('ca.pem', ca.issuerPem);
    const link = (path: string) => [...PROVEN, '--ca-kind', 'secret', '--ca-key', key, '--ca-certificate', path];
    expect((await account.run(link(first))).exitCode).toBe(0);
    expect(await tried(account)).toMatchObject({ within: { severity: 'ok' } });

    const { within } = await tried(account, '--ca-certificate', renewed);
    expect(within).toMatchObject({
      severity: 'note',
      summary: expect.stringMatching(/the CA's own ends .*, and the signer was told /),
      fix: expect.stringContaining('npx certprov rollback --sandbox --all'),
    });

    expect((await account.run(['rollback', '--all', '--wait', '0', '--yes', '--sandbox'])).exitCode).toBe(0);
    expect((await account.run(link(renewed))).exitCode).toBe(0);
    expect(await tried(account, '--ca-certificate', renewed)).toMatchObject({ within: { severity: 'ok' } });
  });
});

describe('a CA behind EST that is renewed', () => {
  it('is a finding of status while its server shows another certificate, and is green once it is linked again', async () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [first, renewed] = [await makeOwnCa(keys), await makeOwnCa(keys, Date.now(), 12)];
    let issuer = first;
    const identity = await makeServerIdentity();
    await using server = await startHttpsServer(identity, async ({ path, text }) => {
      if (path.endsWith('/cacerts')) return bagOf(issuer.pem);
      const csr = parseCertificationRequest(Buffer.from(csrOf(text)));
      const template = { request: csr, issuer, validityDays: 90, now: Date.now() };
      const signed = { ...template, signatureAlgorithm: 'ecdsaWithSHA256' } as const;
      return bagOf((await issueDeviceCertificate(signed, signWith(keys.privateKey))).pem);
    });
    const account = await Account.seeded();
    const link = (ca: string) => [
      ...PROVEN,
      '--ca-kind',
      'est',
      '--ca-url',
      `${server.origin}/.well-known/est`,
      '--ca-certificate',
      account.file('ca.pem', ca),
      '--tls-roots',
      account.file('roots.pem', identity.cert),
      '--ca-credentials',
      account.file('credentials.json', '{"basic":{"username":"u","password":"correct horse"}}'),
    ];
    expect((await account.run(link(first.pem))).exitCode).toBe(0);
    expect(await status(account)).toEqual({ exitCode: 0, findings: [] });

    issuer = renewed;
    const { exitCode, findings } = await status(account);
    expect(exitCode).toBe(0);
    expect(findings).toMatchObject([{ code: 'CA_RENEWED', summary: expect.stringContaining('with the same key') }]);
    expect((await account.run(['status', '--sandbox', '--json'])).json()).toMatchObject({
      provider: { authority: { health: { renewed: { sameKey: true, notAfter: renewed.notAfter.toISOString() } } } },
    });
    expect((await account.run(['canary', '--sandbox'])).exitCode).toBe(0);

    expect((await account.run(['rollback', '--all', '--wait', '0', '--yes', '--sandbox'])).exitCode).toBe(0);
    expect((await account.run(link(renewed.pem))).exitCode).toBe(0);
    expect(await status(account)).toEqual({ exitCode: 0, findings: [] });
  });
});
