// eslint-disable-next-line import/no-unassigned-import -- @peculiar/x509 wants it to be there first
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

x509.cryptoProvider.set(webcrypto);

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };

const KEYS = {
  'EC P-256': EC,
  'EC P-384': { ...EC, namedCurve: 'P-384' },
  'EC P-521': { ...EC, namedCurve: 'P-521' },
  'RSA 2048': { ...RSA, modulusLength: 2048 },
  'RSA 1024': { ...RSA, modulusLength: 1024 },
  Ed25519: { name: 'Ed25519' },
} as const;
export type KeyKind = keyof typeof KEYS;

export async function generateKeys(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(KEYS[kind], true, ['sign', 'verify']);
  if (!('privateKey' in keys)) throw new Error(`${kind} is not a pair of keys`);
  return keys;
}

/** Key and self-signed certificate of a server on 127.0.0.1. */
export async function makeServerIdentity(): Promise<{ key: string; cert: string }> {
  const keys = await generateKeys('EC P-256');
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=127.0.0.1',
    keys,
    signingAlgorithm: EC,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: certificate.toString('pem') };
}

/** A list of RDNs says how each value is encoded; a string leaves that to the library. */
export type Subject = string | x509.JsonNameParams;
const nameOf = (subject: Subject): x509.Name => new x509.Name(subject);

/** A device's request, made by another library than the one under test. */
export async function makeCsr(
  options: { kind?: KeyKind; subject?: Subject; keys?: webcrypto.CryptoKeyPair; san?: string } = {},
): Promise<string> {
  const kind = options.kind ?? 'EC P-256';
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: nameOf(options.subject ?? 'CN=device-42'),
    keys: options.keys ?? (await generateKeys(kind)),
    signingAlgorithm: KEYS[kind],
    ...(options.san
      ? { extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: options.san }])] }
      : {}),
  });
  return csr.toString('pem');
}

export interface IssueOptions {
  readonly subject?: Subject;
  readonly publicKey?: webcrypto.CryptoKey;
  readonly isCa?: boolean;
}

/** A CA of another library's making, which can be told to do wrong. */
export async function makeTestAuthority() {
  const keys = await generateKeys('EC P-256');
  return {
    async issue(csrPem: string, options: IssueOptions = {}): Promise<string> {
      const csr = new x509.Pkcs10CertificateRequest(csrPem);
      const certificate = await x509.X509CertificateGenerator.create({
        subject: options.subject === undefined ? csr.subjectName : nameOf(options.subject),
        issuer: 'CN=Test CA',
        publicKey: options.publicKey ?? (await csr.publicKey.export()),
        signingKey: keys.privateKey,
        signingAlgorithm: EC,
        notBefore: new Date(Date.now() - 3_600_000),
        notAfter: new Date(Date.now() + 86_400_000),
        extensions: [new x509.BasicConstraintsExtension(options.isCa ?? false, undefined, true)],
      });
      return certificate.toString('pem');
    },
  };
}
