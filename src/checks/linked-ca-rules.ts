import type { Certificate } from '../csr/certificate.ts';
import { judgeCritical, repeatedExtension } from '../csr/critical-rules.ts';
import { malformedContent } from '../csr/extension-content.ts';
import { EXTENSION } from '../csr/extensions.ts';
import { keyOddity } from '../csr/keys/key-oddity.ts';
import { checkKey } from '../csr/keys/key-rules.ts';
import { constraintOddity } from '../csr/names/name-constraints.ts';
import { nameFaults } from '../csr/names/name-faults.ts';
import { hasBrokenHash } from '../csr/read-signature-algorithm.ts';

const CLIENT = 'clientAuth';
const ANY = 'anyExtendedKeyUsage';
const MAX_SERIAL_OCTETS = 20;
/** `2027-11-22 14:03:05 UTC`. */
const moment = (date: Date): string => date.toISOString().replace(/T(.*)\.\d+Z/, ' $1 UTC');

/**
 * Why the certificate of a CA lets nobody trust what it issues to a device (RFC 5280 §6.1); undefined when it is in order.
 * `init` asks this of the CA that is chosen, `status` of the one that is linked, and a trial again.
 */
export function linkedCaFault(ca: Certificate, now: Date): string | undefined {
  const { notBefore, notAfter, keyUsage, extendedKeyUsage, extensions, publicKey } = ca;
  if (!ca.isCa) return 'its certificate is none of a CA (basicConstraints)';
  if (keyUsage && !keyUsage.includes('keyCertSign')) return 'its key may not sign certificates (keyUsage)';
  if (now < notBefore) return `it is not valid before ${moment(notBefore)}`;
  if (now >= notAfter) return `it ended ${moment(notAfter)}`;
  const key = checkKey(publicKey);
  if (!key.ok) return `its key, ${publicKey.description}: ${key.reason}`;
  if (extendedKeyUsage && !extendedKeyUsage.some((usage) => usage === CLIENT || usage === ANY))
    return `it may certify for ${extendedKeyUsage.join(', ')} alone (extKeyUsage), and a device is a TLS client`;
  const twice = repeatedExtension(extensions);
  if (twice !== undefined) return `its certificate has the extension ${twice} twice`;
  const malformed = extensions.map(malformedContent).find((problem) => problem !== undefined);
  if (malformed !== undefined) return `its certificate is malformed: ${malformed}`;
  const { fault } = judgeCritical(extensions);
  if (fault !== undefined) return `in its certificate, ${fault}`;
  if (ca.subject.isEmpty) return 'its certificate names nobody, and an issuer must have a name';
  const [name] = nameFaults(ca.subject);
  if (name !== undefined) return `in its name, ${name}`;
  if (ca.serialNumber.startsWith('-'))
    return 'the serial number of its certificate is negative, and Go does not read that';
  // Nobody verifies what a root says of itself.
  return hasBrokenHash(ca.signatureAlgorithm) && !isRoot(ca)
    ? `its certificate is signed with ${ca.signatureAlgorithm.name}, and that hash is broken`
    : undefined;
}

const isRoot = ({ subject, issuer }: Certificate): boolean => subject.der.equals(issuer.der);

/** What of a CA's certificate some verifiers do not take, though others do. */
export function linkedCaOddity(ca: Certificate): string | undefined {
  if (ca.signatureAlgorithm.hash === 'sha1' && !isRoot(ca))
    return 'its certificate is signed with SHA-1, which TLS stacks refuse more and more';
  if (isRoot(ca) && !ca.selfSigned) return 'it names itself as its issuer, and did not sign its certificate';
  const critical = judgeCritical(ca.extensions).oddity;
  if (critical !== undefined) return `in its certificate, ${critical}`;
  const key = keyOddity(ca.publicKey);
  if (key !== undefined) return `its key, ${ca.publicKey.description}: ${key}`;
  if (ca.extendedKeyUsage && !ca.extendedKeyUsage.includes(CLIENT))
    return `its extKeyUsage has ${ANY} and not ${CLIENT}, and OpenSSL refuses what it issues to a TLS client`;
  if (!ca.keyUsage) return 'its certificate has no keyUsage, which OpenSSL refuses when it is strict';
  if (!ca.extensions.some(({ oid, critical: isCritical }) => oid === EXTENSION.basicConstraints && isCritical))
    return 'its basicConstraints are not critical, which OpenSSL refuses when it is strict';
  if (ca.serialDer.length > MAX_SERIAL_OCTETS)
    return `the serial number of its certificate has ${ca.serialDer.length} octets, more than ${MAX_SERIAL_OCTETS}`;
  return constraintOddity(ca);
}
