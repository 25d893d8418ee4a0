import { sign, verify } from 'node:crypto';
import { buildCaCertificate } from '../src/csr/build-ca-certificate.ts';
import { generateKey, sampleCertificationRequest } from '../src/csr/build-certification-request.ts';
import { encodeName } from '../src/csr/names/distinguished-name.ts';
import { issueDeviceCertificate } from '../src/csr/issue-device-certificate.ts';
import { signDer } from '../src/csr/sign-der.ts';
import { readRequest } from '../src/signer/read-request.ts';

const ALGORITHM = 'ecdsaWithSHA256';

/** A CA and the CSR of a device, both EC P-256; what the signer does with them, and the two operations it cannot do without. */
export async function benchOwnCa() {
  const { privateKey, publicKey } = await generateKey('ec-p256');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const signWithCa = (toBeSigned: Buffer): Buffer => signDer(ALGORITHM, toBeSigned, privateKey);
  const subject = encodeName([[{ type: 'CN', value: 'Bench CA' }]]);
  const issuer = await buildCaCertificate({ subject, spki, years: 10, now: Date.now() }, signWithCa);
  const { csrPem } = await sampleCertificationRequest('ec-p256', 'bench-device');
  const message = issuer.der;
  const signature = sign('sha256', message, privateKey);

  return {
    csrPem,
    caPem: issuer.pem,
    caKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),

    async issue(): Promise<string> {
      const request = readRequest(csrPem);
      const template = { request, issuer, validityDays: 365, signatureAlgorithm: ALGORITHM, now: Date.now() } as const;
      return (await issueDeviceCertificate(template, signWithCa)).pem;
    },

    async verifyAndSign(): Promise<void> {
      if (!verify('sha256', message, publicKey, signature)) throw new Error('the signature is not valid');
      sign('sha256', message, privateKey);
    },
  };
}
