import type { Finding } from '../../../finding.ts';

/**
 * A certificate without a registered CA may get the mode SNI_ONLY; which one those of a provider get, AWS does not say.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CertificateDescription.html
 */
export function checkDevicesNeedSni(): Finding[] {
  return [
    {
      code: 'DEVICES_MAY_NEED_SNI',
      severity: 'warning',
      summary:
        'AWS does not say whether such certificates work without SNI: a device whose TLS client sends none may not connect with its new certificate',
      fix: 'check that devices send the whole endpoint name as SNI; `certificateMode` of DescribeCertificate shows what the first one got',
    },
  ];
}
