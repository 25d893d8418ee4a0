import type { KeyObject } from 'node:crypto';
import { encodePem } from './pem.ts';
import { signDer } from './sign-der.ts';
import { assembleSigned, type CertificateTemplate, tbsCertificate } from './tbs-certificate.ts';

export type { CertificateTemplate } from './tbs-certificate.ts';

/** An X.509 v3 certificate (RFC 5280 §4.1), signed with a key at hand or one that is held elsewhere. */
export function buildCertificate(
  template: CertificateTemplate,
  sign: KeyObject | ((tbs: Buffer) => Buffer),
): { der: Buffer; pem: string } {
  const { signatureAlgorithm } = template;
  const tbs = tbsCertificate(template);
  const signature = typeof sign === 'function' ? sign(tbs) : signDer(signatureAlgorithm, tbs, sign);
  const der = assembleSigned(tbs, signatureAlgorithm, signature);
  return { der, pem: encodePem('CERTIFICATE', der) };
}
