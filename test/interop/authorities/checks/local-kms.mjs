import { deepEqual, equal, match } from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openssl } from '../../support/openssl.mjs';
import { requestJson } from '../../support/request.mjs';

const KEYS = [
  { spec: 'ECC_NIST_P256', algorithm: 'ECDSA_SHA_256', hash: 'sha256' },
  { spec: 'ECC_NIST_P384', algorithm: 'ECDSA_SHA_384', hash: 'sha384' },
  { spec: 'ECC_NIST_P521', algorithm: 'ECDSA_SHA_512', hash: 'sha512' },
  { spec: 'RSA_2048', algorithm: 'RSASSA_PKCS1_V1_5_SHA_256', hash: 'sha256' },
];

export async function checkLocalKms({ scenarios, server, folder }) {
  const call = (operation, body) =>
    requestJson(server.endpoint, {
      body,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `TrentService.${operation}` },
    });
  const create = async (spec) => {
    const { status, body } = await call('CreateKey', { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' });
    equal(status, 200, JSON.stringify(body));
    return body.KeyMetadata.KeyId;
  };
  const sign = (KeyId, SigningAlgorithm, digest) =>
    call('Sign', { KeyId, SigningAlgorithm, MessageType: 'DIGEST', Message: digest.toString('base64') });
  const digestOf = (hash) => createHash(hash).update('to be signed').digest();

  for (const { spec, algorithm, hash } of KEYS)
    await scenarios.run(`local-kms signs a digest with an ${spec} key`, async () => {
      const id = await create(spec);
      const { body: shown } = await call('GetPublicKey', { KeyId: id });
      equal(shown.KeySpec, spec);
      const { status, body } = await sign(id, algorithm, digestOf(hash));
      equal(status, 200, JSON.stringify(body));
      await verifyDigest({
        publicKey: shown.PublicKey,
        hash,
        digest: digestOf(hash),
        signature: body.Signature,
        folder,
      });
    });
  await scenarios.run(
    'local-kms refuses a short digest, an algorithm of another key, and keys out of use',
    async () => {
      const id = await create('ECC_NIST_P256');
      const digest = digestOf('sha256');
      const refusals = [
        await sign(id, 'ECDSA_SHA_256', digest.subarray(1)),
        await sign(id, 'ECDSA_SHA_384', digestOf('sha384')),
        await sign(randomUUID(), 'ECDSA_SHA_256', digest),
      ];
      await call('DisableKey', { KeyId: id });
      refusals.push(await sign(id, 'ECDSA_SHA_256', digest));
      await call('EnableKey', { KeyId: id });
      await call('ScheduleKeyDeletion', { KeyId: id, PendingWindowInDays: 7 });
      refusals.push(await sign(id, 'ECDSA_SHA_256', digest));
      deepEqual(
        refusals.map(({ status, body: { __type: type } }) => [status, type]),
        [
          [400, 'ValidationException'],
          [400, 'InvalidKeyUsageException'],
          [400, 'NotFoundException'],
          [400, 'DisabledException'],
          [400, 'KMSInvalidStateException'],
        ],
      );
    },
  );
}

async function verifyDigest({ publicKey, hash, digest, signature, folder }) {
  const file = (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const key = ['-pubin', '-keyform', 'DER', '-inkey', file('kms.der', Buffer.from(publicKey, 'base64'))];
  const signed = ['-in', file('digest', digest), '-sigfile', file('signature', Buffer.from(signature, 'base64'))];
  match(await openssl(['pkeyutl', '-verify', ...key, ...signed, '-pkeyopt', `digest:${hash}`]), /Verified Success/);
}
