import { showDay, showMoment, showNumber } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('VALID_NOW', 'valid now');

/** Clocks of two machines that are both in order may differ by this much. */
const TOLERANCE_SECONDS = 60;
const BACKDATE = "let the certificate begin an hour before the time of issue: devices' clocks are less exact than this";

/** AWS IoT registers a certificate only within its validity. @see https://docs.aws.amazon.com/iot/latest/developerguide/device-certs-your-own.html */
export const checkValidNow: CertificateRule = ({ certificate, now }) => {
  const { notBefore, notAfter } = certificate;
  if (notBefore > notAfter)
    return rule.fail(
      `it ends (${showMoment(notAfter)}) before it begins (${showMoment(notBefore)})`,
      "correct the validity in the function or in the CA's template",
    );
  if (notAfter <= now)
    return rule.fail(
      `it ended ${showMoment(notAfter)}, and this machine's clock says ${showMoment(now)}`,
      "check this clock, the CA's clock and the validity that the function asks for",
    );
  const ahead = (notBefore.getTime() - now.getTime()) / 1000;
  if (ahead > TOLERANCE_SECONDS) {
    return rule.fail(
      `it begins ${showMoment(notBefore)}, and this machine's clock says ${showMoment(now)}: one of the two clocks, the CA's or this one, is wrong`,
      BACKDATE,
    );
  }
  if (ahead > 0)
    return rule.note(`it begins ${showNumber(Math.ceil(ahead))} s ahead of this machine's clock`, BACKDATE);
  if (certificate.hasUnusualTimes)
    return rule.note(
      'its dates are GeneralizedTime, and RFC 5280 wants UTCTime until 2049: small TLS stacks may not read them',
      'let the CA write UTCTime',
    );
  return rule.ok(`from ${showDay(notBefore)} until ${showDay(notAfter)}, by this machine's clock`);
};
