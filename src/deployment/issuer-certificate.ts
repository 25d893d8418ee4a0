import { createHash } from 'node:crypto';
import { parseCertificate, type Certificate } from '../csr/certificate.ts';
import { CertprovError, EXIT } from '../errors.ts';
import { readInput } from '../local/read-input.ts';

/** The certificate of the CA that signs, whoever runs it: what a device certificate is verified with. */
export interface IssuerCertificate {
  readonly pem: string;
  readonly displayName: string;
  /** Hex SHA-256 of the DER. */
  readonly fingerprint: string;
  readonly notAfter: Date;
}

export function asIssuer(pem: string): IssuerCertificate {
  const certificate = parseCertificate(pem);
  return {
    pem: certificate.pem,
    displayName: certificate.subject.commonName ?? (certificate.subject.text || 'a CA without a name'),
    fingerprint: createHash('sha256').update(certificate.der).digest('hex'),
    notAfter: certificate.notAfter,
  };
}

/** Reads `--ca-certificate`; a certificate that is not a CA's cannot have issued anything. */
export async function readIssuerFile(path: string): Promise<IssuerCertificate> {
  const certificate = parseFile(path, await readInput(path));
  if (!certificate.isCa) {
    throw new CertprovError(
      'CERTIFICATE_MALFORMED',
      `${path} is not the certificate of a CA (no basicConstraints CA:TRUE)`,
      { fix: PASS_ONE, exitCode: EXIT.usage },
    );
  }
  return asIssuer(certificate.pem);
}

const PASS_ONE = "pass the certificate of the CA that issues the devices' certificates";

function parseFile(path: string, content: Uint8Array): Certificate {
  try {
    return parseCertificate(content);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    throw new CertprovError(error.code, `${path}: ${error.message}`, {
      fix: error.fix ?? PASS_ONE,
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}
