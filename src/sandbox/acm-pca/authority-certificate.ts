import type { KeyObject } from 'node:crypto';
import { buildCertificate } from '../../csr/build-certificate.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { authorityKeyIdentifier, basicConstraints, keyUsage, subjectKeyIdentifier } from '../../csr/extensions.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';
import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { decodeKey, encodeKey, spkiOf } from '../stored-key.ts';
import { SIGNING_ALGORITHMS } from './algorithms.ts';
import { type AuthorityInput, authorityKey, findAuthority, newKey } from './find-authority.ts';
import { invalidState } from './errors.ts';
import type { KeyAndCertificate } from './state.ts';
import { encodeSubject } from './subject-name.ts';

interface AuthorityCertificate {
  readonly certificatePem: string;
  /** From the CA's issuer up to the root; undefined for a root. */
  readonly chainPem: string | undefined;
}

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_GetCertificateAuthorityCertificate.html */
export async function getCertificateAuthorityCertificate(input: AuthorityInput, call: Call): Promise<object> {
  const { certificatePem, chainPem } = await authorityCertificate(input, call);
  return { Certificate: certificatePem, CertificateChain: chainPem };
}

/** The CA's certificate. That of a seeded CA is made when first needed, together with its key. */
export async function authorityCertificate(input: AuthorityInput, call: Call): Promise<AuthorityCertificate> {
  const authority = await call.store.read((state) => ({ ...findAuthority(state, input, call) }));
  const { arn, type, status, certificatePem, notBefore, notAfter, serial } = authority;
  if (certificatePem !== undefined) return { certificatePem, chainPem: authority.certificateChainPem };
  if (status === 'DELETED' || notBefore === undefined || notAfter === undefined || serial === undefined) {
    throw invalidState(`The certificate authority ${arn} is not in the correct state to have a certificate.`);
  }
  const key = await authorityKey(arn, call);
  const root = type === 'ROOT' ? undefined : await offlineRoot(new Date(notBefore), call);
  const subject = encodeSubject(authority.subject);
  const { pem } = buildCertificate(
    {
      serial: Buffer.from(serial, 'hex'),
      issuer: root === undefined ? subject : ROOT_NAME,
      subject,
      spki: spkiOf(key),
      notBefore: new Date(notBefore),
      notAfter: new Date(notAfter),
      extensions: caExtensions(spkiOf(key), root && spkiOf(root.key), root ? { pathLength: 0 } : {}),
      signatureAlgorithm: root === undefined ? SIGNING_ALGORITHMS[authority.signingAlgorithm]! : 'ecdsaWithSHA384',
    },
    root?.key ?? key,
  );
  return call.store.change((state) => {
    const record = findAuthority(state, input, call);
    record.certificatePem ??= pem.trimEnd();
    if (root !== undefined) record.certificateChainPem ??= root.certificatePem;
    return { certificatePem: record.certificatePem, chainPem: record.certificateChainPem };
  });
}

const caExtensions = (spki: Buffer, issuerSpki: Buffer | undefined, options: { readonly pathLength?: number }) => [
  basicConstraints({ ca: true, ...options }),
  subjectKeyIdentifier(spki),
  ...(issuerSpki === undefined ? [] : [authorityKeyIdentifier(issuerSpki)]),
  keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
];

const ROOT_NAME = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'Acme Root CA' }]]);

const YEAR_MS = 365.25 * 24 * 3600 * 1000;

/** The parent of the seeded subordinate CAs: a root that its owner keeps outside AWS. */
async function offlineRoot(notBefore: Date, call: Call): Promise<{ key: KeyObject; certificatePem: string }> {
  const known = await call.store.read((state) => regionOf(state, call.region).acmPca.offlineRoot);
  if (known !== undefined) return decoded(known);
  const key = await newKey('ec-p384');
  const { pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: ROOT_NAME,
      subject: ROOT_NAME,
      spki: spkiOf(key),
      notBefore,
      notAfter: new Date(notBefore.getTime() + 20 * YEAR_MS),
      extensions: caExtensions(spkiOf(key), undefined, {}),
      signatureAlgorithm: 'ecdsaWithSHA384',
    },
    key,
  );
  const made = { privateKey: encodeKey(key), certificatePem: pem.trimEnd() };
  return decoded(await call.store.change((state) => (regionOf(state, call.region).acmPca.offlineRoot ??= made)));
}

const decoded = ({ privateKey, certificatePem }: KeyAndCertificate): { key: KeyObject; certificatePem: string } => ({
  key: decodeKey(privateKey),
  certificatePem,
});
