import type { CertificationRequest } from '../../../csr/certification-request.ts';
import { proofFault } from '../../../csr/request-rules.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';

const rule = trialRule('CSR_SIGNATURE_VALID', 'CSR signed by its own key');

const FIXES = {
  hash: 'sign the CSR with SHA-256: openssl req -new -sha256 …',
  algorithm: 'sign the CSR with SHA-256 and the RSA or EC key of the device',
  signature: 'make the CSR again with the private key of the device: it is damaged, or of two keys',
} as const;

/** RFC 2986 §4.2: the signature proves that the sender holds the private key. */
export function checkCsrSignature(request: CertificationRequest): TrialCheck {
  const fault = proofFault(request);
  if (fault) return rule.fail(fault.reason, FIXES[fault.kind]);
  const { name, hash, family, maskHash } = request.signatureAlgorithm;
  // The hash protects the proof of possession only; the certificate's own is another rule.
  if (hash === 'sha1')
    return rule.note(`${name}: SHA-1 is on its way out, and some CAs refuse it`, 'sign the CSR with SHA-256');
  if (hash?.startsWith('sha3-'))
    return rule.note(
      `${name}: OpenSSL 3.0 and Go cannot verify it, so that a CA may refuse it`,
      'sign the CSR with SHA-256',
    );
  if (family === 'RSA-PSS' && maskHash !== hash)
    return rule.note(`${name}: AWS's list of algorithms has one hash for both`, 'sign the CSR with one hash for both');
  return rule.ok(name);
}
