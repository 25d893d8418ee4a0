import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('SIGNATURE_ALGORITHM', 'signature AWS IoT accepts');

/** SHA-256, 384 or 512 with RSA, RSA-PSS or ECDSA, and SHA-256 with DSA. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
export const checkSignatureAlgorithm: CertificateRule = ({ certificate: { signatureAlgorithm } }) => {
  const { name, acceptedByAwsIot, hasUnusualParameters } = signatureAlgorithm;
  if (acceptedByAwsIot && hasUnusualParameters)
    return rule.note(`${name}, its parameters not as RFC 4055 and RFC 5758 have them (NULL with RSA, none with ECDSA)`);
  return acceptedByAwsIot
    ? rule.ok(name)
    : rule.fail(
        `${name} is not among those that AWS IoT accepts`,
        'sign with SHA-256 and an RSA or NIST-curve CA key, e.g. SHA256WITHECDSA',
      );
};
