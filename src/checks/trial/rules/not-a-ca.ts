import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('NOT_A_CA', 'not a CA certificate');

/** RFC 5280 §4.2.1.9: with cA set, the device could issue certificates in the name of the CA. */
export const checkNotACa: CertificateRule = ({ certificate }) => {
  if (certificate.isCa)
    return rule.fail(
      'basicConstraints says CA:TRUE: whoever opens the device can issue certificates',
      'use an end-entity template, e.g. EndEntityClientAuthCertificate/V1',
    );
  if (certificate.pathLength !== undefined)
    return rule.note('basicConstraints has a path length without CA:TRUE, which RFC 5280 forbids', 'leave it out');
  if (certificate.version < 3)
    return rule.note(
      `X.509 version ${certificate.version}, which cannot say that it is not a CA`,
      'make the CA issue version 3 with basicConstraints CA:FALSE',
    );
  return rule.ok(certificate.extensions.length > 0 ? 'end entity' : 'no extensions');
};
