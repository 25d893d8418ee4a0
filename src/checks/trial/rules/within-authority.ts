import { showMoment, showDay } from '../show-text.ts';
import { DEPLOY_AGAIN } from '../../signer-end.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('WITHIN_AUTHORITY', "ends before its CA's own");

/** Whole seconds, and not everywhere rounded alike. */
const SAME_MS = 1_000;

/** RFC 5280 §6.1.3 (a)(2) wants every certificate of the path valid: a leaf is worth nothing after its CA. */
export const checkWithinAuthority: CertificateRule = ({ certificate, issuer, knownEnd }) => {
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
  if (knownEnd && Math.abs(knownEnd.getTime() - notAfter.getTime()) > SAME_MS) {
    return rule.note(
      `the CA's own ends ${showDay(notAfter)}, and the signer was told ${showDay(knownEnd)}: what it issues goes by that`,
      DEPLOY_AGAIN,
    );
  }
  return rule.ok(`the CA's own ends ${showDay(notAfter)}`);
};
