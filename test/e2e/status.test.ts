import { ACMPCAClient, UpdateCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { signerSha256 } from '../support/signer-sha256.ts';
import { wordsOfBox } from '../support/text.ts';
import { Account, type ClientConfig } from './account.ts';
import { closeToIot } from './iot-permission.ts';
import { switchByOthers } from './other-provider.ts';

const FunctionName = 'certprov-signer';

/** It goes to the account that is meant, from any shell. */
const GRANT = expect.stringMatching(/^`aws lambda add-permission .* --region us-east-1 --endpoint-url http:.*:7711`$/);

let seeded: Account;
let enabled: Account;
let builtSha256: string;

const OTHER_CODE = zipSync(
  { 'index.mjs': new TextEncoder().encode('export const handler = async () => ({});') },
  { os: 3, attrs: 0o100644 << 16 },
);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

beforeAll(async () => {
  builtSha256 = await signerSha256();
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const lambda = (config: ClientConfig): LambdaClient => new LambdaClient(config);

/** Code and tag together: what another version of certprov leaves, and somebody who knows of the tag. */
async function deployOtherSigner(config: ClientConfig): Promise<void> {
  const { FunctionArn: Resource } = await lambda(config).send(
    new UpdateFunctionCodeCommand({ FunctionName, ZipFile: OTHER_CODE }),
  );
  await lambda(config).send(new TagResourceCommand({ Resource, Tags: { 'certprov:code-sha256': sha256(OTHER_CODE) } }));
}

async function statusAfter(happened: (config: ClientConfig) => Promise<unknown>) {
  const account = enabled.copy();
  await account.elsewhere(happened);
  const [run, words] = [
    await account.run(['status', '--sandbox', '--json']),
    await account.run(['status', '--sandbox']),
  ];
  expect(words.exitCode).toBe(run.exitCode);
  return { exitCode: run.exitCode, document: run.json(), words: words.stdout };
}

describe.concurrent('status of a sound account', () => {
  it('says that AWS signs while there is no provider', async () => {
    const account = seeded.copy();
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      signing: 'aws-managed',
      signer: 'aws',
      provider: null,
      findings: expect.any(Array),
    });
    expect((await account.run(['status', '--sandbox'])).stdout).toMatch(/AWS SIGNS/);
  });

  it('says who signs, since when and with which CA', async () => {
    const { exitCode, document, words } = await statusAfter(async () => undefined);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      signing: 'self-managed',
      signer: 'own',
      provider: {
        name: 'certprov',
        function: {
          state: 'Active',
          codeSha256: builtSha256,
          code: { verdict: 'ok', knownFrom: 'journal', deployed: builtSha256, thisVersion: builtSha256 },
        },
        authority: { name: 'Acme Device CA P256', status: 'ACTIVE' },
      },
    });
    expect(words).toContain(`✓ code SHA-256  ${builtSha256} as deployed`);
    expect(Date.parse((document['provider'] as { creationDate: string }).creationDate)).toBeGreaterThan(
      Date.now() - 600_000,
    );
    expect(words).toContain('SELF-MANAGED SIGNING IS ON');
    expect(words).toContain('npx certprov rollback --sandbox');
  });
});

describe.concurrent('status of an account where devices cannot get certificates', () => {
  it.each([
    [
      'the function is deleted',
      'FUNCTION_MISSING',
      'missing',
      (config: ClientConfig) => lambda(config).send(new DeleteFunctionCommand({ FunctionName })),
    ],
    ['the permission is removed', 'FUNCTION_CLOSED_TO_IOT', 'closed', closeToIot],
    [
      'the reserved concurrency is 0',
      'FUNCTION_CONCURRENCY_ZERO',
      'broken',
      (config: ClientConfig) =>
        lambda(config).send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
    ],
    [
      'the CA is disabled',
      'AUTHORITY_UNUSABLE',
      'broken',
      (config: ClientConfig) =>
        new ACMPCAClient(config).send(
          new UpdateCertificateAuthorityCommand({
            CertificateAuthorityArn:
              'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/5f3a9c1e-7d42-4b68-9e0a-1c8b6d2f4a70',
            Status: 'DISABLED',
          }),
        ),
    ],
  ])('is exit 3 with a way out: %s', async (_what, code, signer, happened) => {
    const { exitCode, document, words } = await statusAfter(happened);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({ signing: 'self-managed', signer });
    expect(document['findings']).toContainEqual(
      expect.objectContaining({
        code,
        severity: 'blocker',
        summary: expect.any(String),
        fix: expect.stringMatching(/.{10}/),
      }),
    );
    // Standard output alone says so too: a banner that says "on" and no more would be misread.
    expect(words).toMatch(/NOBODY SIGNS|AND CSRs ARE REFUSED/);
    expect(words).not.toContain('every CSR is signed');
    const [finding] = (document['findings'] as { code: string; summary: string }[]).filter((one) => one.code === code);
    expect(wordsOfBox(words)).toContain(finding!.summary);
  });
});

describe.concurrent('status of an account with something to know', () => {
  it.each([
    [
      'a timeout below what AWS IoT waits',
      'FUNCTION_TIMEOUT_SHORT',
      (config: ClientConfig) =>
        lambda(config).send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 3 })),
    ],
    [
      'other code in the function',
      'SIGNER_CODE_CHANGED',
      (config: ClientConfig) =>
        lambda(config).send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: OTHER_CODE })),
    ],
    [
      "another handler of the signer's",
      'SIGNER_SETTINGS_CHANGED',
      (config: ClientConfig) =>
        lambda(config).send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: 'theirs.handler' })),
    ],
    ['other code in the function, and in its tag: the journal knows better', 'SIGNER_CODE_CHANGED', deployOtherSigner],
  ])('warns, and is exit 0: %s', async (_what, code, happened) => {
    const { exitCode, document } = await statusAfter(happened);
    expect(exitCode).toBe(0);
    expect(document['findings']).toContainEqual(
      expect.objectContaining({ code, severity: 'warning', fix: expect.any(String) }),
    );
  });

  it('tells the signer of another version from one that was changed, where no journal is', async () => {
    const account = enabled.withoutJournal();
    await account.elsewhere(deployOtherSigner);
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      provider: {
        function: {
          codeSha256: sha256(OTHER_CODE),
          code: {
            verdict: 'other-version',
            knownFrom: 'tag',
            deployed: sha256(OTHER_CODE),
            thisVersion: builtSha256,
          },
        },
      },
    });
    expect(run.json()['findings']).toContainEqual(
      expect.objectContaining({ code: 'SIGNER_OTHER_VERSION', severity: 'warning', fix: expect.any(String) }),
    );
  });

  it("knows the CA of a function by the variable of AWS's sample, as dry-run does", async () => {
    const account = seeded.copy();
    await account.elsewhere(async (config) => {
      const { certificateProviderArn } = await switchByOthers(config);
      await lambda(config).send(
        new AddPermissionCommand({
          FunctionName: 'acme-iot-signer',
          StatementId: 'iot',
          Action: 'lambda:InvokeFunction',
          Principal: 'iot.amazonaws.com',
          SourceAccount: '000000000000',
          SourceArn: certificateProviderArn,
        }),
      );
    });
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      signer: 'foreign',
      provider: { authority: { name: 'Acme Device CA P256', status: 'ACTIVE' } },
    });
    const words = wordsOfBox((await account.run(['status', '--sandbox'])).stdout);
    expect(words).toContain("SELF-MANAGED SIGNING IS ON, by somebody else's set-up");
    expect(words).toContain('every CSR is signed by acme-iot-signer with Acme Device CA P256');
    expect(words).toContain('find its owner first; by name: npx certprov rollback --sandbox --provider theirs');
  });

  it('tells a provider that certprov did not make', async () => {
    const account = seeded.copy();
    await account.elsewhere((config) => switchByOthers(config));
    const words = wordsOfBox((await account.run(['status', '--sandbox'])).stdout);
    expect(words).toContain("SOMEBODY ELSE'S SET-UP, AND CSRs ARE REFUSED AWS IoT may not invoke acme-iot-signer");
    expect(words).toContain('find its owner first; by name: npx certprov rollback --sandbox --provider theirs');
    expect(words).not.toContain('go back to AWS');
    const run = await account.run(['status', '--sandbox', '--json']);
    // Nobody ever let AWS IoT invoke that function.
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({ signing: 'self-managed', signer: 'closed', provider: { name: 'theirs' } });
    expect(run.json()['findings']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'PROVIDER_FOREIGN' }),
        expect.objectContaining({ code: 'FUNCTION_CLOSED_TO_IOT', severity: 'blocker', fix: GRANT }),
      ]),
    );
  });
});
