import { keyOddity } from '../../../csr/keys/key-oddity.ts';
import { checkKey } from '../../../csr/keys/key-rules.ts';
import { samePublicKey } from '../../../csr/compare.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const AS_ASKED = 'make the CA copy subjectPublicKeyInfo from the CSR, byte for byte';

const rule = trialRule('PUBLIC_KEY_SAME', 'same public key as the CSR');

/** A certificate for another key is useless to the device. @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
export const checkPublicKeySame: CertificateRule = ({ certificate, request, issuer }) => {
  const [given, asked] = [certificate.publicKey, request.publicKey];
  if (!samePublicKey(given, asked)) {
    return rule.fail(
      given.description === asked.description
        ? `another ${given.description} key`
        : `${withArticle(given.description)} key, and the CSR has ${asked.description}`,
      'sign the CSR of the event: the first certificate of the answer must be for its key',
    );
  }
  const verdict = checkKey(given);
  if (!verdict.ok) return rule.fail(`${given.description}: ${verdict.reason}`, AS_ASKED);
  if (issuer.certificate && samePublicKey(given, issuer.certificate.publicKey))
    return rule.fail(
      'it is the key of the linked CA: whoever opens the device can issue certificates',
      'give the device a key of its own',
    );
  if (!given.spkiDer.equals(asked.spkiDer))
    return rule.note(`${given.description}, the same key encoded differently`, AS_ASKED);
  const oddity = keyOddity(given);
  return oddity === undefined ? rule.ok(given.description) : rule.note(`${given.description}: ${oddity}`);
};

const withArticle = (description: string): string => `${/^[AEIO]|^RSA/.test(description) ? 'an' : 'a'} ${description}`;
