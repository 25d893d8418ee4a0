import { showMoment, showDay } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('WITHIN_AUTHORITY', "ends before its CA's own");

/** RFC 5280 §6.1.3 (a)(2) wants every certificate of the path valid: a leaf is worth nothing after its CA. */
export const checkWithinAuthority: CertificateRule = ({ certificate, issuer }) => {
  if (!issuer.certificate) return undefined;
  const { notAfter, notBefore } = issuer.certificate;
  if (certificate.notAfter > notAfter) {
    return rule.fail(
      `it ends ${showMoment(certificate.notAfter)}, after its CA (${showMoment(notAfter)})`,
      'ask for a shorter validity, or renew the CA first',
    );
  }
  if (certificate.notBefore < notBefore)
    return rule.note(`it begins ${showMoment(certificate.notBefore)}, before its CA (${showMoment(notBefore)})`);
  return rule.ok(`the CA's own ends ${showDay(notAfter)}`);
};
