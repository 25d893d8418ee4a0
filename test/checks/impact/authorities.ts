import { buildCaCertificate } from '../../../src/csr/build-ca-certificate.ts';
import { generateKey, sampleCertificationRequest } from '../../../src/csr/build-certification-request.ts';
import { caSigningAlgorithm } from '../../../src/csr/signing-algorithm-of-key.ts';
import { parseCertificationRequest } from '../../../src/csr/certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { issueDeviceCertificate } from '../../../src/csr/issue-device-certificate.ts';
import { parseName } from '../../../src/csr/names/parse-name.ts';
import { spkiOf } from '../../csr/issuing.ts';
import { signWith } from '../../csr/own-ca.ts';

export type TestCa = Awaited<ReturnType<typeof makeCa>>;

export async function makeCa(keyType: 'ec-p256' | 'ec-p521' | 'rsa-4096', subject: string) {
  const { privateKey, publicKey } = await generateKey(keyType);
  const certificate = await buildCaCertificate(
    { subject: encodeName(parseName(subject)), spki: spkiOf(publicKey), years: 10, now: Date.now() },
    signWith(privateKey),
  );
  return { certificate, pem: certificate.pem, privateKey };
}

/** A certificate for an RSA 2048 key, which is what AWS's demos make. */
export async function makeLeaf({ certificate, privateKey }: TestCa): Promise<string> {
  const { csrPem } = await sampleCertificationRequest('rsa-2048', 'certprov-device-0001');
  const request = parseCertificationRequest(Buffer.from(csrPem));
  const signatureAlgorithm = caSigningAlgorithm(certificate.publicKey.spkiDer);
  const { pem } = await issueDeviceCertificate(
    { request, issuer: certificate, validityDays: 90, signatureAlgorithm, now: Date.now() },
    signWith(privateKey),
  );
  return pem;
}
