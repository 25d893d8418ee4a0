import type { Certificate } from './certificate.ts';
import { readDer, TAG } from './der/der-node.ts';
import { EXTENSION } from './extensions.ts';

/**
 * Whether a certificate's authorityKeyIdentifier (RFC 5280 §4.2.1.1) names another certificate than this issuer's: by
 * key identifier, or by issuer and serial number. OpenSSL and Windows then look for another issuer. Its content is known
 * to be in order.
 */
export function namesAnotherIssuer(certificate: Certificate, issuer: Certificate): 'key' | 'certificate' | undefined {
  const extension = certificate.extensions.find(({ oid }) => oid === EXTENSION.authorityKeyIdentifier);
  if (!extension) return undefined;
  const { children } = readDer(extension.value);
  const member = (identifier: number) => children.find((child) => child.identifier === identifier);
  const key = member(TAG.context(0));
  if (key && issuer.subjectKeyIdentifier && !key.content.equals(issuer.subjectKeyIdentifier)) return 'key';
  const names = member(TAG.contextConstructed(1))?.children ?? [];
  const directoryNames = names.filter(({ identifier }) => identifier === TAG.contextConstructed(4));
  const isOther = directoryNames.length > 0 && !directoryNames.some(({ content }) => content.equals(issuer.issuer.der));
  const serial = member(TAG.context(2));
  return isOther || (serial && !serial.content.equals(issuer.serialDer)) ? 'certificate' : undefined;
}
