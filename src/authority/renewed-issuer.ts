import { parseCertificate, type Certificate } from '../csr/certificate.ts';
import { samePublicKey } from '../csr/compare.ts';

/** Another certificate of the linked CA, which its server has now. */
export interface RenewedIssuer {
  readonly notAfter: Date;
  readonly sameKey: boolean;
}

/**
 * Of the certificates that a server shows, the newest one under the name of the linked CA; undefined while the linked
 * one is among them. Where nothing has that name, nothing is learned: a server need not show the CA that issues.
 */
export function renewedIssuer(linkedPem: string, shown: readonly Certificate[]): RenewedIssuer | undefined {
  const linked = parseCertificate(linkedPem);
  if (shown.some(({ der }) => der.equals(linked.der))) return undefined;
  const [newest] = shown
    .filter(({ isCa, subject }) => isCa && subject.der.equals(linked.subject.der))
    .toSorted((a, b) => b.notBefore.getTime() - a.notBefore.getTime());
  return newest && { notAfter: newest.notAfter, sameKey: samePublicKey(newest.publicKey, linked.publicKey) };
}
