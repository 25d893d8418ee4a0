import type { CertificationRequest } from '../../csr/certification-request.ts';
import { checkKey } from '../../csr/key-rules.ts';
import { trialRule, type TrialCheck } from './trial-check.ts';

const rule = trialRule('CSR_KEY_ACCEPTED', 'key that AWS IoT accepts');

/** Keys that AWS IoT takes, and known ways in which a key is broken. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
export function checkCsrKey({ publicKey }: CertificationRequest): TrialCheck {
  const verdict = checkKey(publicKey);
  if (!verdict.ok) {
    return rule.fail(
      `${publicKey.description}: ${verdict.reason}`,
      'make the device create a P-256 key: openssl ecparam -name prime256v1 -genkey -noout',
    );
  }
  if (publicKey.algorithm === 'RSA-PSS')
    return rule.note(`${publicKey.description}: AWS IoT takes RSA-PSS keys with TLS 1.3 only`);
  return rule.ok(publicKey.description);
}
