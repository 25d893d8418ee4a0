import type { CertificationRequest } from '../../../csr/certification-request.ts';
import { keyOddity } from '../../../csr/keys/key-oddity.ts';
import { keyFault } from '../../../csr/request-rules.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';

const rule = trialRule('CSR_KEY_ACCEPTED', 'key that AWS IoT accepts');

const FIX = 'make the device create a P-256 key: openssl ecparam -name prime256v1 -genkey -noout';

/** Keys that AWS IoT takes, and known ways in which a key is broken. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
export function checkCsrKey(request: CertificationRequest): TrialCheck {
  const { algorithm, description } = request.publicKey;
  const fault = keyFault(request);
  if (fault) return rule.fail(`${description}: ${fault.reason}`, FIX);
  if (algorithm === 'RSA-PSS') return rule.note(`${description}: AWS IoT takes RSA-PSS keys with TLS 1.3 only`);
  const oddity = keyOddity(request.publicKey);
  if (oddity !== undefined) return rule.note(`${description}: ${oddity}`, 'write the key as OpenSSL does');
  return rule.ok(description);
}
