import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { openssl } from '../support/openssl.mjs';

const MESSAGE = 'Gerät 7 bittet um ein Zertifikat\n';

/** A key of each family, and how openssl is told of the padding. */
const KEYS = [
  { spec: 'ECC_NIST_P256', algorithm: 'ECDSA_SHA_256', hash: 'sha256', options: [] },
  { spec: 'RSA_2048', algorithm: 'RSASSA_PKCS1_V1_5_SHA_256', hash: 'sha256', options: [] },
  {
    spec: 'RSA_4096',
    algorithm: 'RSASSA_PSS_SHA_384',
    hash: 'sha384',
    options: ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'],
  },
];

export async function kms(aws, scenarios, account) {
  const file = (name, content) => {
    writeFileSync(account.path(name), content);
    return account.path(name);
  };
  const bytes = async (args) => Buffer.from(await aws.text(['kms', ...args]), 'base64');
  const create = async (spec, more = []) => {
    const args = ['kms', 'create-key', '--key-usage', 'SIGN_VERIFY', '--key-spec', spec, ...more];
    return (await aws.call(args)).KeyMetadata;
  };

  for (const { spec, algorithm, hash, options } of KEYS) {
    await scenarios.run(`a key of ${spec} signs a message and a digest, and openssl accepts both`, async () => {
      const { KeyId } = await create(spec);
      const on = ['--key-id', KeyId];
      const der = file('public.der', await bytes(['get-public-key', ...on, '--query', 'PublicKey']));
      const pem = file('public.pem', await openssl(['pkey', '-pubin', '-inform', 'DER', '-in', der, '-pubout']));
      const message = file('message', MESSAGE);
      const digest = file('digest', createHash(hash).update(MESSAGE).digest());
      for (const [type, path] of [
        ['RAW', message],
        ['DIGEST', digest],
      ]) {
        const what = ['--message', `fileb://${path}`, '--message-type', type, '--signing-algorithm', algorithm];
        const signature = file('signature', await bytes(['sign', ...on, ...what, '--query', 'Signature']));
        const check = ['dgst', `-${hash}`, ...options, '-verify', pem, '-signature', signature];
        match(await openssl([...check, message]), /Verified OK/);
        await rejects(openssl([...check, digest]), /verification failure|bad signature/i);
        const verified = await aws.call(['kms', 'verify', ...on, ...what, '--signature', `fileb://${signature}`]);
        equal(verified.SignatureValid, true);
      }
    });
  }

  await scenarios.run('a signature made by openssl for another message is not verified', async () => {
    const { KeyId } = await create('ECC_NIST_P256');
    const key = account.path('other.key');
    await openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key]);
    const [message, signature] = [file('message', MESSAGE), account.path('signature')];
    await openssl(['dgst', '-sha256', '-sign', key, '-out', signature, message]);
    const what = ['--message', `fileb://${message}`, '--signing-algorithm', 'ECDSA_SHA_256'];
    const verify = ['kms', 'verify', '--key-id', KeyId, ...what, '--signature', `fileb://${signature}`];
    equal((await aws.refusal(verify)).code, 'KMSInvalidSignatureException');
  });

  await scenarios.run('keys are named, tagged and listed, page by page too', async () => {
    const { KeyId, Arn } = await create('ECC_NIST_P384', ['--tags', 'TagKey=team,TagValue=iot & co']);
    const name = ['--alias-name', 'alias/werk/süd'];
    equal((await aws.refusal(['kms', 'create-alias', ...name, '--target-key-id', KeyId])).code, 'ValidationException');
    await aws.call(['kms', 'create-alias', '--alias-name', 'alias/werk/sued', '--target-key-id', KeyId]);
    const described = await aws.call(['kms', 'describe-key', '--key-id', 'alias/werk/sued']);
    equal(described.KeyMetadata.Arn, Arn);
    deepEqual(described.KeyMetadata.SigningAlgorithms, ['ECDSA_SHA_384']);
    const tags = await aws.call(['kms', 'list-resource-tags', '--key-id', KeyId]);
    deepEqual(tags.Tags, [{ TagKey: 'team', TagValue: 'iot & co' }]);
    const list = ['kms', 'list-keys', '--query', 'Keys[].KeyArn'];
    const arns = await aws.call(list);
    deepEqual(await aws.call([...list, '--page-size', '2']), arns);
    equal(arns.includes(Arn), true);
    const { Policy } = await aws.call(['kms', 'get-key-policy', '--key-id', KeyId, '--policy-name', 'default']);
    equal(JSON.parse(Policy).Statement[0].Action, 'kms:*');
  });

  await scenarios.run('a key that is disabled or pending deletion does not sign', async () => {
    const { KeyId } = await create('ECC_NIST_P256');
    const on = ['--key-id', KeyId];
    const what = ['--message', `fileb://${file('message', MESSAGE)}`, '--signing-algorithm', 'ECDSA_SHA_256'];
    await aws.call(['kms', 'disable-key', ...on]);
    equal((await aws.refusal(['kms', 'sign', ...on, ...what])).code, 'DisabledException');
    await aws.call(['kms', 'enable-key', ...on]);
    const { KeyState } = await aws.call(['kms', 'schedule-key-deletion', ...on, '--pending-window-in-days', '7']);
    equal(KeyState, 'PendingDeletion');
    equal((await aws.refusal(['kms', 'sign', ...on, ...what])).code, 'KMSInvalidStateException');
    await aws.call(['kms', 'cancel-key-deletion', ...on]);
    equal((await aws.refusal(['kms', 'create-key'])).code, 'UnsupportedOperationException');
  });
}
