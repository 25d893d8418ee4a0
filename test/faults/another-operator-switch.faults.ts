import {
  ACMPCAClient,
  ListCertificateAuthoritiesCommand,
  UpdateCertificateAuthorityCommand,
  type CertificateAuthority,
} from '@aws-sdk/client-acm-pca';
import {
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteFunctionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DeleteSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { Account, PLACE, type ClientConfig } from '../e2e/account.ts';
import { closeToIot } from '../e2e/iot-permission.ts';
import { regionOf, walk, walkTo } from '../e2e/walk.ts';
import { provesCell } from './matrix.ts';
import { assumableBy, FunctionName, lambda, makeProvider, otherCode, RoleName, type Act } from './somebody-else.ts';

/** An account, and the flags for a CA other than the recommended. */
type Start = readonly [account: Account, flags: readonly string[]];

const seeded = await Account.seeded();

const CA_NAME = 'certprov-device-ca';
const SecretId = `certprov-ca/${CA_NAME}`;
const makeCa = (...key: string[]): Promise<Account> =>
  seeded.after(({ home }) =>
    [['ca', 'create', '--sandbox', '--yes', '--subject', 'CN=CA', '--out', join(home, 'ca.pem')], key].flat(),
  );
const linked = (...flags: string[]): string[] =>
  [['--create-function', '--validity-days', '30', '--ca-certificate', 'ca.pem'], flags].flat();
const IN_KMS: Start = [await makeCa(), linked('--ca-kind', 'kms', '--kms-key', `alias/${CA_NAME}`)];
const IN_SECRET: Start = [await makeCa('--key', 'secret'), linked('--ca-kind', 'secret', '--ca-secret', SecretId)];

const iam = (client: ClientConfig): IAMClient => new IAMClient(client);

/** While the operator of `init` reads the last page. */
const BEFORE_THE_SWITCH: readonly (readonly [row: string, act: Act, said: RegExp, start?: Start])[] = [
  [
    'deletes the function',
    (client) => lambda(client).send(new DeleteFunctionCommand({ FunctionName })),
    /✗ the function certprov-signer no longer exists/,
  ],
  [
    "changes the function's code",
    (client) => lambda(client).send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: otherCode })),
    /is not as it was tried: its code has changed/,
  ],
  [
    "changes the function's timeout",
    (client) => lambda(client).send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 4 })),
    /✗ the function certprov-signer is not as it was tried: its timeout has changed/,
  ],
  [
    "changes the function's settings",
    (client) =>
      lambda(client).send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: {} } })),
    /is not as it was tried: its environment has changed/,
  ],
  [
    'moves the function into a VPC',
    async (client) => {
      const may = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [may] });
      await iam(client).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'theirs', PolicyDocument }));
      const VpcConfig = { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] };
      await lambda(client).send(new UpdateFunctionConfigurationCommand({ FunctionName, VpcConfig }));
    },
    /is not as it was tried: its VPC has changed/,
  ],
  [
    'changes anything else of the function',
    (client) => lambda(client).send(new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'theirs' })),
    /is not as it was tried: its configuration has changed/,
  ],
  [
    'stops the function',
    (client) =>
      lambda(client).send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
    /✗ the function certprov-signer is not as it was tried: its reserved concurrency has changed/,
  ],
  ['shuts AWS IoT out', closeToIot, /✗ AWS IoT may not invoke certprov-signer/],
  [
    "deletes the policy of the signer's role",
    (client) => iam(client).send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'certprov-issue' })),
    /✗ the policy of the role certprov-signer-us-east-1\/certprov-issue is not as it was prepared/,
  ],
  [
    "closes the signer's role to Lambda",
    (client) => iam(client).send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: assumableBy('ec2') })),
    /✗ the role certprov-signer-us-east-1 is not as it was prepared: its trust policy has changed/,
  ],
  [
    'disables the CA',
    async (client) => {
      const acmPca = new ACMPCAClient(client);
      const { CertificateAuthorities } = await acmPca.send(new ListCertificateAuthoritiesCommand({}));
      const isLinked = (ca: CertificateAuthority): boolean =>
        ca.CertificateAuthorityConfiguration?.Subject?.CommonName === 'Acme Device CA P256';
      const { Arn: CertificateAuthorityArn } = CertificateAuthorities!.find(isLinked)!;
      await acmPca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn, Status: 'DISABLED' }));
    },
    /✗ the CA Acme Device CA P256 is DISABLED/,
  ],
  [
    'disables the KMS key of the CA',
    async (client) => {
      const kms = new KMSClient(client);
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: `alias/${CA_NAME}` }));
      await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata!.KeyId }));
    },
    /✗ the KMS key of the CA is in the state Disabled: nothing can be signed/,
    IN_KMS,
  ],
  [
    'deletes the secret of the signer',
    (client) => new SecretsManagerClient(client).send(new DeleteSecretCommand({ SecretId })),
    /✗ the secret certprov-ca\/certprov-device-ca of the signer is marked for deletion/,
    IN_SECRET,
  ],
  [
    'changes the secret of the signer',
    (client) => new SecretsManagerClient(client).send(new PutSecretValueCommand({ SecretId, SecretString: '{}' })),
    /✗ the secret certprov-ca\/certprov-device-ca has another value than the one that was tried/,
    IN_SECRET,
  ],
  ['makes a certificate provider', makeProvider('theirs'), /✗ [^]*theirs/],
];

describe.concurrent('between the trial and the switch, somebody else', () => {
  for (const [row, act, said, [start, flags] = [seeded, []]] of BEFORE_THE_SWITCH) {
    provesCell({
      table: 'Another operator, before the switch',
      row,
      column: 'init, at its last page',
      what: '',
      isShort: true,
      prove: async () => {
        const account = start.copy();
        const given = flags.map((flag) => (flag === 'ca.pem' ? join(account.home, flag) : flag));
        await using terminal = await walk(account, ['init', '--sandbox', '--no-canary', ...given]);
        await walkTo('confirmation', terminal, flags.length === 0 ? 'function' : 'impact');
        await account.elsewhere(act);
        const providers = (await regionOf(account)).certificateProviders;
        terminal.type(`${PLACE}\r`);
        expect(await terminal.exited).toEqual({ exitCode: 3 });
        const text = terminal.scrollback().join('\n');
        expect(text.replaceAll(/\s+/g, ' ')).toMatch(said);
        expect(text).toContain('nothing that affects devices was done · 4 of 5 actions applied');
        expect((await regionOf(account)).certificateProviders).toEqual(providers);
        return 'stops before the switch, and says why';
      },
    });
  }
});
