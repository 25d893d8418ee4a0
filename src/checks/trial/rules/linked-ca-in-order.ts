import { constrainedName } from '../../../csr/names/name-constraints.ts';
import { linkedCaFault, linkedCaOddity } from '../../linked-ca-rules.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('LINKED_CA_IN_ORDER', 'linked CA in order');

const ANOTHER = 'link a CA that may issue for clients, with a key that AWS IoT takes, or renew its certificate';

/** RFC 5280 §6.1: whoever builds the chain judges the CA as well, and refuses every device for its sake. */
export const checkLinkedCaInOrder: CertificateRule = ({ certificate, issuer: { certificate: ca }, now }) => {
  if (!ca) return undefined;
  const fault = linkedCaFault(ca, now);
  if (fault !== undefined) return rule.fail(showText(fault, 200), ANOTHER);
  const outside = constrainedName(certificate, ca);
  if (outside !== undefined)
    return rule.fail(
      `its nameConstraints do not allow ${outside} of this certificate`,
      'ask the CA which names it may certify',
    );
  const oddity = certificate.subject.der.equals(ca.subject.der)
    ? 'the device has the name of its CA, so that its certificate looks as if it were self-signed'
    : linkedCaOddity(ca);
  return oddity === undefined ? rule.ok(ca.publicKey.description) : rule.note(showText(oddity, 200));
};
