import { verifyCertificateSignature, type Certificate } from './certificate.ts';

/**
 * Issuing CA first, root last. Servers send sets, and with the certificates of a key change (RFC 7030 §4.1.3) one name
 * stands for several keys, so it is the signature that says who issued whom.
 */
export function orderChain(certificates: readonly Certificate[]): readonly Certificate[] {
  const rest = [...certificates];
  const ordered: Certificate[] = [];
  while (rest.length > 0) {
    const last = ordered.at(-1);
    const next =
      (last && rest.find((candidate) => isIssuedBy(last, candidate))) ??
      rest.find((candidate) => !rest.some((other) => other !== candidate && isIssuedBy(other, candidate))) ??
      rest[0]!;
    ordered.push(next);
    rest.splice(rest.indexOf(next), 1);
  }
  return ordered;
}

const isIssuedBy = (certificate: Certificate, issuer: Certificate): boolean =>
  certificate.issuer.der.equals(issuer.subject.der) && verifyCertificateSignature(certificate, issuer.publicKey);
