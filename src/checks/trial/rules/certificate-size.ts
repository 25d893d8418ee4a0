import { showNumber } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('CERTIFICATE_SIZE', 'fits into device buffers');

/** `CertificatePem` of the AWS IoT API. @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html */
const MAX_BYTES = 65_536;
/** The buffer of AWS's fleet-provisioning demos for FreeRTOS and Embedded C. */
const DEMO_BUFFER_BYTES = 2_048;

export const checkCertificateSize: CertificateRule = ({ certificatePem }) => {
  const bytes = Buffer.byteLength(certificatePem);
  const shown = `${showNumber(bytes)} bytes`;
  if (bytes > MAX_BYTES)
    return rule.fail(`${shown}, and AWS IoT takes ${showNumber(MAX_BYTES)}`, 'return the leaf only');
  if (bytes > DEMO_BUFFER_BYTES) {
    return rule.note(
      `${shown}: devices built on AWS's embedded demos have a buffer of ${showNumber(DEMO_BUFFER_BYTES)}`,
      'leave the chain out, or use an EC CA: its signature is shorter',
    );
  }
  return rule.ok(shown);
};
