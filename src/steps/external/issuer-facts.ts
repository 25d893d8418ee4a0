import type { IssuerFacts } from '../../checks/issuer-usable.ts';
import { parseCertificate } from '../../csr/certificate.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';

/** What the rules about a CA's certificate look at. */
export function issuerFacts({ pem, displayName }: IssuerCertificate): IssuerFacts {
  const { notBefore, notAfter, keyUsage, publicKey } = parseCertificate(pem);
  return { displayName, notBefore, notAfter, keyUsage, keyDescription: publicKey.description };
}
