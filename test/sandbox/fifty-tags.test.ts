import {
  ACMPCAClient,
  ListCertificateAuthoritiesCommand,
  TagCertificateAuthorityCommand,
  UntagCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { CreateRoleCommand, IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { CreatePolicyCommand, IoTClient, TagResourceCommand } from '@aws-sdk/client-iot';
import { CreateKeyCommand, KMSClient, TagResourceCommand as TagKeyCommand } from '@aws-sdk/client-kms';
import {
  LambdaClient,
  TagResourceCommand as TagFunctionCommand,
  UntagResourceCommand as UntagFunctionCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand as TagSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { temporaryAccount, type TemporaryAccount } from './temporary-account.ts';
import { failureOf } from './temporary-sandbox.ts';

const keys = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `key-${from + i}`);
const tags = (from: number, to: number) => keys(from, to).map((Key) => ({ Key, Value: 'v' }));
const kmsTags = (from: number, to: number) => keys(from, to).map((TagKey) => ({ TagKey, TagValue: 'v' }));
const record = (from: number, to: number) => Object.fromEntries(keys(from, to).map((key) => [key, 'v']));

/** Makes something, and answers how tags are put on it. */
type Taggable = (account: TemporaryAccount) => Promise<(from: number, to: number) => Promise<unknown>>;

const policyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
});
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

const TAGGABLE: readonly (readonly [string, string, Taggable])[] = [
  [
    'a role',
    'LimitExceededException',
    async ({ client }) => {
      const iam = new IAMClient(client);
      await iam.send(new CreateRoleCommand({ RoleName: 'tagged', AssumeRolePolicyDocument }));
      return (from, to) => iam.send(new TagRoleCommand({ RoleName: 'tagged', Tags: tags(from, to) }));
    },
  ],
  [
    'a function',
    'InvalidParameterValueException',
    async ({ client }) => {
      const lambda = new LambdaClient(client);
      const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:nightly-report';
      await lambda.send(new UntagFunctionCommand({ Resource, TagKeys: ['owner'] }));
      return (from, to) => lambda.send(new TagFunctionCommand({ Resource, Tags: record(from, to) }));
    },
  ],
  [
    'a key',
    'TagException',
    async ({ client }) => {
      const kms = new KMSClient(client);
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      );
      return (from, to) => kms.send(new TagKeyCommand({ KeyId: KeyMetadata!.KeyId!, Tags: kmsTags(from, to) }));
    },
  ],
  [
    'a secret',
    'InvalidParameterException',
    async ({ client }) => {
      const secrets = new SecretsManagerClient(client);
      await secrets.send(new CreateSecretCommand({ Name: 'tagged', SecretString: 'x' }));
      return (from, to) => secrets.send(new TagSecretCommand({ SecretId: 'tagged', Tags: tags(from, to) }));
    },
  ],
  [
    'a Private CA',
    'TooManyTagsException',
    async ({ client }) => {
      const pca = new ACMPCAClient(client);
      const { CertificateAuthorities } = await pca.send(new ListCertificateAuthoritiesCommand({}));
      const CertificateAuthorityArn = CertificateAuthorities![0]!.Arn!;
      const untag = { CertificateAuthorityArn, Tags: [{ Key: 'owner' }] };
      await pca.send(new UntagCertificateAuthorityCommand(untag));
      return (from, to) =>
        pca.send(new TagCertificateAuthorityCommand({ CertificateAuthorityArn, Tags: tags(from, to) }));
    },
  ],
  [
    'a policy of AWS IoT',
    'InvalidRequestException',
    async ({ client }) => {
      const iot = new IoTClient(client);
      const { policyArn } = await iot.send(new CreatePolicyCommand({ policyName: 'tagged', policyDocument }));
      return (from, to) => iot.send(new TagResourceCommand({ resourceArn: policyArn, tags: tags(from, to) }));
    },
  ],
];

it.each(TAGGABLE)('%s has fifty tags at most, those of earlier requests among them', async (_what, code, made) => {
  await using account = await temporaryAccount({ settings: { functionPendingMs: 0 } });
  const put = await made(account);
  await put(10, 40);
  await put(20, 50);
  expect((await failureOf(put(50, 70))).name).toBe(code);
  // None of what was refused is there, so that there is room for so many, and not for one more.
  await put(50, 60);
  expect((await failureOf(put(60, 61))).name).toBe(code);
});
