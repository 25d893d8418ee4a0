import { ACMPCAClient, GetCertificateAuthorityCertificateCommand } from '@aws-sdk/client-acm-pca';
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { authorityArn } from '../../src/sandbox/seed/seeded-arns.ts';
import { P256_AUTHORITY_ID } from '../../src/sandbox/seed/seed-authorities.ts';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import { Account, UNATTENDED } from '../e2e/account.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { ANSWERS } from './hostile-signer/answers.mjs';
import { HOSTILE_ANSWERS, type HostileAnswer } from './hostile-answers.ts';
import { provesCell } from './matrix.ts';

const CA = 'Acme Device CA P256';
const ROLLBACK_ALL = ['rollback', '--all', '--sandbox', '--yes', '--wait', '0'];
const SOURCES = ['index.mjs', 'answers.mjs', 'x509.mjs'];

const functionNameOf = ({ name }: HostileAnswer): string =>
  `hostile-${HOSTILE_ANSWERS.findIndex((one) => one.name === name)}`;

/** A seeded account with one function for every wrong answer, all of which hold the key of the CA that is linked. */
async function hostileAccount(): Promise<Account> {
  const account = await Account.seeded();
  const CertificateAuthorityArn = authorityArn(P256_AUTHORITY_ID);
  await account.elsewhere((client) =>
    new ACMPCAClient(client).send(new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn })),
  );
  const authority = await openStore(join(account.home, 'sandbox')).read(
    ({ regions }) => regions['us-east-1']!.acmPca.authorities[CertificateAuthorityArn]!,
  );
  const { privateKey, certificatePem } = authority;
  const ZipFile = zipSync({
    ...Object.fromEntries(
      SOURCES.map((file) => [file, readFileSync(join(import.meta.dirname, 'hostile-signer', file))]),
    ),
    'authority.json': Buffer.from(JSON.stringify({ privateKey, certificatePem })),
  });
  await account.elsewhere(async (client) => {
    const lambda = new LambdaClient(client);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'acme-iot-signer' }));
    for (const hostile of HOSTILE_ANSWERS) {
      const START_MS = hostile.name === 'it starts slowly' ? '5500' : '0';
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: functionNameOf(hostile),
          Role: Configuration!.Role,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 5,
          MemorySize: 512,
          Code: { ZipFile },
          Environment: { Variables: { ANSWER: hostile.name, START_MS } },
          ...hostile.settings,
        }),
      );
    }
  });
  return account;
}

/** Two parts, so that one can be left out, and letters only that every string type has. */
const subject = encodeName([[{ type: 'O', value: 'Acme Devices' }], [{ type: 'CN', value: 'device-1' }]]);
const { privateKey } = await generateKey('ec-p256');
const csr = buildCertificationRequest({ subject, privateKey }).pem;
const seeded = await hostileAccount();

const flagsFor = (hostile: HostileAnswer, account: Account): string[] => [
  '--function',
  functionNameOf(hostile),
  '--ca',
  CA,
  '--csr',
  account.file('device.csr', csr),
  '--json',
];

interface Check {
  readonly code: string;
  readonly severity: string;
}

const checksOf = (run: CertprovRun): readonly Check[] => {
  const document = run.json();
  return (document['checks'] ?? document.error?.details['checks'] ?? []) as readonly Check[];
};

/** Nothing of a private key, and nothing that a terminal would obey. */
function expectHarmless({ stdout, stderr }: CertprovRun): void {
  // oxlint-disable-next-line no-control-regex
  expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
  expect(`${stdout}${stderr}`).not.toContain('PRIVATE KEY-----');
}

async function dryRun(hostile: HostileAnswer): Promise<string> {
  const account = seeded.copy();
  const runs =
    hostile.name === 'right at first, then another key' || hostile.code === 'RUNS_DIFFER' ? ['--runs', '2'] : [];
  const run = await account.run(['dry-run', '--sandbox', ...flagsFor(hostile, account), ...runs]);
  expectHarmless(run);
  const { code, outcome } = hostile;
  expect(checksOf(run)).toContainEqual(expect.objectContaining({ code, severity: outcome }));
  expect(run.exitCode).toBe(outcome === 'fail' ? 3 : 0);
  expect(run.json()['verdict']).toBe(outcome === 'fail' ? 'fail' : 'pass');
  return outcome === 'fail' ? `refused: ${code}` : `warned: ${code}`;
}

async function init(hostile: HostileAnswer): Promise<string> {
  const account = seeded.copy();
  const run = await account.run([...UNATTENDED, ...flagsFor(hostile, account)]);
  expectHarmless(run);
  const isRefused = hostile.outcome === 'fail';
  expect(run.exitCode).toBe(isRefused ? 3 : 0);
  if (isRefused) {
    expect(run.json().error?.code).toBe('TRIAL_FAILED');
    expect(checksOf(run)).toContainEqual(expect.objectContaining({ code: hostile.code, severity: 'fail' }));
  }
  expect(await account.snapshot()).toMatchObject({
    regions: { 'us-east-1': { certificateProviders: isRefused ? {} : { certprov: {} } } },
  });
  expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
  expect(await account.snapshot()).toEqual(await seeded.snapshot());
  return isRefused ? 'not enabled, goes back' : 'enabled with its warning, goes back';
}

describe.concurrent('a function that answers what it should not', () => {
  it('has an answer for every line of the catalogue, and the other way round', () => {
    const byCode = ['the code cannot be loaded', 'the handler is no function'];
    expect([...Object.keys(ANSWERS), ...byCode].toSorted()).toEqual(HOSTILE_ANSWERS.map(({ name }) => name).toSorted());
  });

  for (const [index, hostile] of HOSTILE_ANSWERS.entries()) {
    const { name, isSlow = false } = hostile;
    const cell = { table: 'Hostile signers', row: name, what: '' };
    provesCell({ ...cell, column: 'dry-run', isShort: !isSlow, prove: () => dryRun(hostile) });
    // The gate is the dry run's own judgement; the short form sends every eighth through it.
    provesCell({ ...cell, column: 'init', isShort: index % 8 === 0, prove: () => init(hostile) });
  }
});
