import type { CertificationRequest } from '../../csr/certification-request.ts';
import { hasBrokenHash } from '../../csr/has-broken-hash.ts';
import { trialRule, type TrialCheck } from './trial-check.ts';

const rule = trialRule('CSR_SIGNATURE_VALID', 'CSR signed by its own key');

/** RFC 2986 §4.2: the signature proves that the sender holds the private key. */
export function checkCsrSignature({ signatureAlgorithm, signatureValid }: CertificationRequest): TrialCheck {
  const { name, hash, family } = signatureAlgorithm;
  if (hasBrokenHash(signatureAlgorithm)) {
    return rule.fail(
      `it is signed with ${name}, and that hash is broken: it proves nothing`,
      'sign the CSR with SHA-256: openssl req -new -sha256 …',
    );
  }
  if (family === 'other')
    return rule.fail(
      `it is signed with an unknown algorithm (${name})`,
      'sign the CSR with SHA-256 and the RSA or EC key of the device',
    );
  if (!signatureValid) {
    return rule.fail(
      `its ${name} signature does not verify with the key in it`,
      'make the CSR again with the private key of the device: it is damaged, or of two keys',
    );
  }
  // The hash protects the proof of possession only; the certificate's own is another rule.
  if (hash === 'sha1')
    return rule.note(`${name}: SHA-1 is on its way out, and some CAs refuse it`, 'sign the CSR with SHA-256');
  return rule.ok(name);
}
