import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readPemBlocks } from '../../csr/pem.ts';
import { unusableSecret } from '../authority-error.ts';
import type { StepCaSecret, TlsIdentity } from '../secret-documents.ts';
import { jwsAlgorithm } from './sign-jws.ts';

/** What proves to step-ca who orders: how the token is signed, and what its header says about the key. */
export interface StepCaProvisioner {
  readonly type: 'JWK' | 'X5C';
  readonly key: KeyObject;
  readonly header: { readonly kid: string } | { readonly x5c: readonly string[] };
}

/** RFC 7638 §3.2: the members that make the key, in the order of their names, without a space. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] };

/** SHA-256, base64url, of an EC or RSA key: the same for the private one and for its public half. */
export function jwkThumbprint(key: KeyObject): string {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const members = MEMBERS[jwk.kty ?? ''];
  if (!members) throw new RangeError('no thumbprint is known here for this kind of key');
  const required = Object.fromEntries(members.map((member) => [member, jwk[member]]));
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}

/** Checks the secret; not a word of what is in it, nor of what OpenSSL says about it, is in an error. */
export function readStepCaProvisioner({ jwk, x5c }: StepCaSecret): StepCaProvisioner {
  if (x5c !== undefined) return readX5c(x5c);
  if (typeof jwk !== 'object' || jwk === null) throw unusableSecret('it has neither jwk nor x5c');
  const key = attempt(() => createPrivateKey({ key: { ...jwk }, format: 'jwk' }));
  if (!key) {
    const encrypted = 'ciphertext' in jwk ? ', but one that is still encrypted (a JWE)' : '';
    throw unusableSecret(`jwk is not a private key as a JWK${encrypted}`);
  }
  checkKind('jwk', key);
  // step-ca finds the provisioner by its name and this: its own tools make it the thumbprint, configurations need not.
  const kid = typeof jwk['kid'] === 'string' && jwk['kid'] !== '' ? jwk['kid'] : jwkThumbprint(key);
  return { type: 'JWK', key, header: { kid } };
}

function readX5c({ certificatePem, privateKeyPem }: TlsIdentity): StepCaProvisioner {
  const key = attempt(() => createPrivateKey(privateKeyPem));
  if (!key) throw unusableSecret('x5c.privateKeyPem holds no private key in PEM, or an encrypted one');
  checkKind('x5c.privateKeyPem', key);
  const chain = attempt(() =>
    readPemBlocks(certificatePem)
      .blocks.filter(({ label }) => label === 'CERTIFICATE')
      .map(({ der }) => new X509Certificate(der)),
  );
  const leaf = chain?.[0];
  if (!chain || !leaf) throw unusableSecret('x5c.certificatePem holds no certificate in PEM');
  if (!leaf.checkPrivateKey(key)) throw unusableSecret('the key in x5c is not that of its first certificate');
  // RFC 7515 §4.1.6: base64 here, where everything else is base64url; the root is not needed, and does no harm.
  return { type: 'X5C', key, header: { x5c: chain.map(({ raw }) => raw.toString('base64')) } };
}

function checkKind(member: string, key: KeyObject): void {
  if (jwsAlgorithm(key) === undefined) throw unusableSecret(`${member} is not a key on P-256, P-384, P-521 or of RSA`);
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
