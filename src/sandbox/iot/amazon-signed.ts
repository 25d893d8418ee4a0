import { createHash, randomUUID } from 'node:crypto';
import { buildCertificate } from '../../csr/build-certificate.ts';
import { authorityKeyIdentifier, basicConstraints, keyUsage, subjectKeyIdentifier } from '../../csr/extensions.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';
import type { Call } from '../service.ts';
import { AMAZON_END, AMAZON_NAME, amazonCa } from './amazon-ca.ts';
import type { CertificateRecord } from './state.ts';

/** A certificate that the registry does not hold yet. Dates are ISO 8601. */
export interface NewCertificate {
  /** SHA-256 of the DER, hex. */
  readonly id: string;
  readonly arn: string;
  readonly pem: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** A device certificate as AWS IoT signs them itself. `subject` and `spki` are DER. */
export async function amazonSigned(
  { subject, spki }: { readonly subject: Buffer; readonly spki: Buffer },
  call: Call,
  notAfter = AMAZON_END,
): Promise<NewCertificate> {
  const ca = await amazonCa(call);
  const notBefore = call.clock.now();
  const { der, pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: AMAZON_NAME,
      subject,
      spki,
      notBefore,
      notAfter,
      extensions: [
        authorityKeyIdentifier(ca.spki),
        subjectKeyIdentifier(spki),
        basicConstraints({ ca: false }),
        keyUsage(['digitalSignature']),
      ],
      signatureAlgorithm: 'sha256WithRSA',
    },
    ca.key,
  );
  return newCertificate({ der, pem, notBefore, notAfter }, call);
}

export function newCertificate(
  certificate: { readonly der: Uint8Array; readonly pem: string; readonly notBefore: Date; readonly notAfter: Date },
  call: Pick<Call, 'account' | 'region'>,
): NewCertificate {
  const id = createHash('sha256').update(certificate.der).digest('hex');
  return {
    id,
    arn: `arn:aws:iot:${call.region}:${call.account}:cert/${id}`,
    pem: certificate.pem,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}

/** As the registry holds a certificate that is new to it. */
export function certificateRecord(
  certificate: NewCertificate,
  {
    now,
    ...rest
  }: { readonly now: Date } & Pick<CertificateRecord, 'status' | 'mode'> &
    Partial<Pick<CertificateRecord, 'caCertificateId' | 'unclaimedUntil'>>,
): CertificateRecord {
  return {
    ...certificate,
    ...rest,
    createdAt: now.toISOString(),
    lastModifiedAt: now.toISOString(),
    customerVersion: 1,
    generationId: randomUUID(),
  };
}
