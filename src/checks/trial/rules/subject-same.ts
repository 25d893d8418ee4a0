import { compareSubject } from '../../../csr/compare.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('SUBJECT_SAME', 'same subject as the CSR');

/** AWS IoT wants the subject unchanged, and does not say how it compares. @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
export const checkSubjectSame: CertificateRule = ({ certificate, request }) => {
  switch (compareSubject(certificate.subject, request.subject)) {
    case 'exact-der':
      return rule.ok('byte for byte');
    case 'same-text':
      return rule.note(
        'the same text in another string type, as several CAs write it; AWS does not document how it compares',
        'make the CA copy the subject unchanged, if it can',
      );
    default:
      return rule.fail(
        `it is ${show(certificate.subject.text)} and was ${show(request.subject.text)}`,
        'make the CA take subject and order of its parts from the CSR (API passthrough)',
      );
  }
};

const show = (text: string): string => (text === '' ? 'empty' : `"${showText(text, 80)}"`);
