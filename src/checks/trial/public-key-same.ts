import { samePublicKey } from '../../csr/compare.ts';
import { trialRule } from './trial-check.ts';
import type { CertificateRule } from './trial-evidence.ts';

const rule = trialRule('PUBLIC_KEY_SAME', 'same public key as the CSR');

/** A certificate for another key is useless to the device. @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
export const checkPublicKeySame: CertificateRule = ({ certificate, request }) => {
  const [given, asked] = [certificate.publicKey, request.publicKey];
  if (!samePublicKey(given, asked)) {
    return rule.fail(
      given.description === asked.description
        ? `another ${given.description} key`
        : `an ${given.description} key, and the CSR has ${asked.description}`,
      'sign the CSR of the event: the first certificate of the answer must be for its key',
    );
  }
  return given.spkiDer.equals(asked.spkiDer)
    ? rule.ok(given.description)
    : rule.note(`${given.description}, the same key encoded differently`);
};
