import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Certificate } from '../../csr/certificate.ts';
import { sameKey } from '../../csr/compare.ts';
import { signDer } from '../../csr/sign-der.ts';
import { signingAlgorithmOf } from '../../csr/signing-algorithm-of-key.ts';
import { AuthorityError } from '../authority-error.ts';
import type { CertificateAuthority, SecretConfig } from '../authority.ts';
import type { SignerTools } from '../aws/aws-json-client.ts';
import { systemClock } from '../clock.ts';
import { issueAsOwnCa } from './issue-as-own-ca.ts';
import type { OwnCaSecret, SecretSource } from '../secret-documents.ts';

/** Own CA whose key is in a secret: read for the first device, and kept as long as the environment lives. */
export function ownCaAuthority(
  { secretName }: SecretConfig,
  issuer: Certificate,
  secret: SecretSource<OwnCaSecret>,
  { clock = systemClock }: SignerTools = {},
): CertificateAuthority {
  const signatureAlgorithm = signingAlgorithmOf(issuer.publicKey);
  if (!signatureAlgorithm) throw new Error(`AWS IoT does not accept signatures of ${issuer.publicKey.description}`);
  let known: KeyObject | undefined;

  async function privateKey(deadline: number): Promise<KeyObject> {
    if (known) return known;
    const { privateKeyPem } = await secret.read(deadline);
    try {
      known = keyOf(issuer, privateKeyPem, secretName);
    } catch (error) {
      // Somebody may put it right, and the environment lives on.
      secret.forget();
      throw error;
    }
    return known;
  }

  return {
    kind: 'secret',

    caChainPem: async () => [issuer.pem],

    async issueCertificate(request) {
      const started = clock.now();
      const key = await privateKey(request.deadline);
      const sign = (tbs: Buffer): Buffer => signDer(signatureAlgorithm, tbs, key);
      const { certificatePem } = await issueAsOwnCa({ issuer, signatureAlgorithm, sign, clock }, request);
      return { certificatePem, authorityMs: clock.now() - started };
    },
  };
}

function keyOf(issuer: Certificate, privateKeyPem: unknown, secretName: string): KeyObject {
  const key = readPrivateKey(privateKeyPem);
  // Without a cause: it could hold what it stumbled over.
  if (!key) {
    throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the secret ${secretName} does not hold a private key in PEM`);
  }
  if (issuer.publicKey.key && sameKey(createPublicKey(key), issuer.publicKey.key)) return key;
  throw new AuthorityError(
    'AUTHORITY_ANSWER_INVALID',
    `the key in the secret ${secretName} is not the one of the CA certificate ${JSON.stringify(issuer.subject.text)}`,
  );
}

function readPrivateKey(pem: unknown): KeyObject | undefined {
  if (typeof pem !== 'string') return undefined;
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
