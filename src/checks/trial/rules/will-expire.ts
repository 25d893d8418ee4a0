import { showDay, showMoment } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('WILL_EXPIRE', 'it will expire');

/** The end of the certificates that AWS IoT signs itself. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
const AWS_OWN_END = new Date('2049-12-31T23:59:59Z');
const DAY = 24 * 60 * 60 * 1000;

export const checkWillExpire: CertificateRule = ({ certificate: { notAfter }, now }) => {
  if (notAfter >= AWS_OWN_END) return rule.ok(`not before ${showDay(AWS_OWN_END)}, as with AWS's own`);
  const left = notAfter.getTime() - now.getTime();
  if (left < DAY) {
    return rule.note(
      `${showMoment(notAfter)}, in less than a day: a device that is off for that long cannot connect any more`,
      'check the validity, and have devices renew well before the end',
    );
  }
  return rule.note(
    `${showDay(notAfter)}; AWS's own ran to 2049: plan rotation`,
    'have devices renew at two thirds of the validity',
  );
};
