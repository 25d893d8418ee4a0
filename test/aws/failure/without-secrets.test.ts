import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { saidByProcess } from '../../../src/aws/credentials/said-by-process.ts';
import { withoutSecrets } from '../../../src/aws/failure/without-secrets.ts';
import { bitsShown, secretsOf, spellingsOf } from '../../checks/trial/key-spellings.ts';

/** Made anew for each run; they guard nothing. */
const KEYS = [
  secretsOf('EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  secretsOf('Ed25519', generateKeyPairSync('ed25519').privateKey),
  secretsOf('RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
];
const FEW_BITS = 64;

describe.each(KEYS)('a private key ($name)', (key) => {
  it.each(Object.entries(spellingsOf(key)))('is not shown when AWS or a process prints it as %s', (_spelling, text) => {
    for (const said of [text, `The value ${text} is not valid, see the documentation`]) {
      expect(bitsShown(withoutSecrets(said), key), withoutSecrets(said).slice(0, 500)).toBeLessThan(FEW_BITS);
      expect(bitsShown(saidByProcess(said, []), key)).toBeLessThan(FEW_BITS);
    }
  });
});

describe('a sentence of AWS', () => {
  it.each([
    'User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/bob.smith@example.com is not authorized to perform: iot:CreateCertificateProvider on resource: arn:aws:iot:eu-central-1:111122223333:certificateprovider/certprov-2 because no identity-based policy allows the iot:CreateCertificateProvider action',
    'User: arn:aws:iam::111122223333:user/u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/certprov-signer-us-east-1 with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-9f8e7d6c',
    'Function not found: arn:aws:lambda:us-east-1:111122223333:function:certprov-signer',
    'The role certprov-signer-us-east-1-0f9e8d7c cannot be found. (Service: Iam, Status Code: 404, Request ID: 8d7f1a2b-0000-4000-8000-1234567890ab)',
    'Signature expired: 20261122T073317Z is now earlier than 20261122T083317Z (20261122T084817Z - 15 min.)',
    'Value 4097 at MemorySize failed to satisfy constraint: Member must have value less than or equal to 3008',
    '1 validation error detected: Value at certificateProviderName failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w=,@-]+',
    'An error occurred (InvalidClientTokenId) when calling the AssumeRole operation',
    'Error loading SSO Token: Token for my-sso-2024 does not exist',
    'certprov-test-nowhere: command not found (exit 127) at line 12 of /home/bob/.aws/get-keys-2.sh',
  ])('is told as it is: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});

it('is done with any text at once', () => {
  for (const unit of ['a', 'aB', 'Ab', '1 ', 'abcd ', 'a-', 'arn:aws:', '/a:1:', '00000000-0000-']) {
    const start = performance.now();
    withoutSecrets(`${unit.repeat(5_000)}!`);
    expect(performance.now() - start).toBeLessThan(1_000);
  }
});
