import type { Certificate } from '../../../csr/certificate.ts';
import { judgeCritical, repeatedExtension } from '../../../csr/critical-rules.ts';
import { malformedContent } from '../../../csr/extension-content.ts';
import { checkKey } from '../../../csr/keys/key-rules.ts';
import { constrainedName } from '../../../csr/names/name-constraints.ts';
import { nameFaults } from '../../../csr/names/name-faults.ts';
import { hasBrokenHash } from '../../../csr/read-signature-algorithm.ts';
import { showMoment, showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('LINKED_CA_IN_ORDER', 'linked CA in order');

const ANOTHER = 'link a CA that may issue for clients, with a key that AWS IoT takes, or renew its certificate';

/** RFC 5280 §6.1: whoever builds the chain judges the CA as well, and refuses every device for its sake. */
export const checkLinkedCaInOrder: CertificateRule = ({ certificate, issuer: { certificate: ca }, now }) => {
  if (!ca) return undefined;
  const fault = faultOf(ca, now);
  if (fault !== undefined) return rule.fail(showText(fault, 200), ANOTHER);
  const outside = constrainedName(certificate, ca);
  if (outside !== undefined)
    return rule.fail(
      `its nameConstraints do not allow ${outside} of this certificate`,
      'ask the CA which names it may certify',
    );
  const oddity = oddityOf(ca);
  return oddity === undefined ? rule.ok(ca.publicKey.description) : rule.note(showText(oddity, 200));
};

function faultOf(ca: Certificate, now: Date): string | undefined {
  const { notBefore, notAfter, keyUsage, extendedKeyUsage, extensions, publicKey } = ca;
  if (!ca.isCa) return 'its certificate is none of a CA (basicConstraints)';
  if (keyUsage && !keyUsage.includes('keyCertSign')) return 'its key may not sign certificates (keyUsage)';
  if (now < notBefore) return `it is not valid before ${showMoment(notBefore)}`;
  if (now >= notAfter) return `it ended ${showMoment(notAfter)}`;
  const key = checkKey(publicKey);
  if (!key.ok) return `its key, ${publicKey.description}: ${key.reason}`;
  if (extendedKeyUsage && !extendedKeyUsage.some((usage) => ['clientAuth', 'anyExtendedKeyUsage'].includes(usage)))
    return `it may certify for ${extendedKeyUsage.join(', ')} alone (extKeyUsage), and a device is a TLS client`;
  const twice = repeatedExtension(extensions);
  if (twice !== undefined) return `its certificate has the extension ${twice} twice`;
  const malformed = extensions.map(malformedContent).find((problem) => problem !== undefined);
  if (malformed !== undefined) return `its certificate is malformed: ${malformed}`;
  const { fault } = judgeCritical(extensions);
  if (fault !== undefined) return `in its certificate, ${fault}`;
  const [name] = nameFaults(ca.subject);
  if (name !== undefined) return `in its name, ${name}`;
  // Nobody verifies what a root says of itself.
  return hasBrokenHash(ca.signatureAlgorithm) && !isRoot(ca)
    ? `its certificate is signed with ${ca.signatureAlgorithm.name}, and that hash is broken`
    : undefined;
}

const isRoot = ({ subject, issuer }: Certificate): boolean => subject.der.equals(issuer.der);

function oddityOf(ca: Certificate): string | undefined {
  if (ca.signatureAlgorithm.hash === 'sha1' && !isRoot(ca))
    return 'its certificate is signed with SHA-1, which TLS stacks refuse more and more';
  if (isRoot(ca) && !ca.selfSigned) return 'it names itself as its issuer, and did not sign its certificate';
  const { oddity } = judgeCritical(ca.extensions);
  return oddity === undefined ? undefined : `in its certificate, ${oddity}`;
}
