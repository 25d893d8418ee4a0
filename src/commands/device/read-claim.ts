import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { parseCertificate } from '../../csr/certificate.ts';
import { CertprovError, EXIT, inputRequired, usageInvalid } from '../../errors.ts';
import { readInput } from '../../local/read-input.ts';
import { utcTime } from '../../terminal/quantity-text.ts';

/** Certificate and key of a claim, as they lie on the devices of a fleet. */
export interface Claim {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

interface ClaimFiles {
  readonly claimCertificate: string;
  readonly claimKey: string;
}

/** Both or neither. */
export function claimFiles(certificate: string | undefined, key: string | undefined): ClaimFiles | undefined {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined) throw inputRequired('--claim-certificate');
  if (key === undefined) throw inputRequired('--claim-key');
  return { claimCertificate: certificate, claimKey: key };
}

/** What would fail on the way is said before anything is made; the key is shown nowhere. */
export async function readClaim({ claimCertificate, claimKey }: ClaimFiles, now: Date): Promise<Claim> {
  const certificateInput = await readInput(claimCertificate);
  const certificate = parseCertificate(certificateInput);
  const key = readKey(claimKey, await readInput(claimKey));
  if (!new X509Certificate(certificate.der).checkPrivateKey(key))
    throw usageInvalid(`${claimKey} is not the key of the certificate in ${claimCertificate}`);
  if (certificate.notAfter < now) {
    throw new CertprovError(
      'DEVICE_IDENTITY_UNUSABLE',
      `the claim certificate in ${claimCertificate} expired on ${utcTime(certificate.notAfter)}`,
      { fix: 'make a new claim certificate, and give it to the devices that still wait', exitCode: EXIT.usage },
    );
  }
  return {
    certificatePem: certificate.pem,
    privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function readKey(path: string, content: Buffer): KeyObject {
  try {
    return content.includes('-----BEGIN')
      ? createPrivateKey(content)
      : createPrivateKey({ key: content, format: 'der', type: 'pkcs8' });
  } catch {
    throw new CertprovError('KEY_UNREADABLE', `${path} does not hold one private key that can be read`, {
      fix: 'pass the private key of the claim: PEM, or PKCS#8 in DER, without a passphrase',
      exitCode: EXIT.usage,
    });
  }
}
