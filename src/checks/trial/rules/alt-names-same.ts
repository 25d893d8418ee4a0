import { EXTENSION, type Extension } from '../../../csr/extensions.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('ALT_NAMES_SAME', 'no other names');

const FIX = 'make the CA take subjectAltName from the CSR (API passthrough), or leave it out';

const namesIn = (extensions: readonly Extension[]): Extension | undefined =>
  extensions.find(({ oid }) => oid === EXTENSION.subjectAltName);

/**
 * AWS IoT compares the subject alone. A name that the device did not ask for may be another device's, and a device
 * without a subject is named by its subjectAltName only, which then is critical (RFC 5280 §4.1.2.6).
 */
export const checkAltNamesSame: CertificateRule = ({ certificate, request }) => {
  const given = namesIn(certificate.extensions);
  if (!given) return rule.ok('no subjectAltName');
  if (certificate.subject.isEmpty && !given.critical)
    return rule.note('the subject is empty, and the subjectAltName that stands for it is not critical', FIX);
  const asked = namesIn(request.requestedExtensions);
  if (asked?.value.equals(given.value)) return rule.ok('those of the CSR');
  const added = certificate.subjectAltNames.filter((name) => !request.subjectAltNames.includes(name));
  if (added.length === 0) return rule.ok('among those of the CSR');
  const more = added.length === 1 ? '' : ` and ${added.length - 1} more`;
  return rule.note(`it has ${showText(added[0] ?? '', 60)}${more}, which the CSR did not ask for`, FIX);
};
