import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { parseCertificationRequest } from '../../../src/csr/certification-request.ts';
import { subjectAltName } from '../../../src/csr/extensions.ts';
import { openssl, withFile } from '../../csr/openssl.ts';
import { AWKWARD_SUBJECTS, DEVICE_KINDS } from '../../csr/own-ca.ts';
import type { DeviceRequest } from '../device-request.ts';

const SAN = subjectAltName(Buffer.from('300b8209612e6578616d706c65', 'hex'));

/** A request of every kind of key with every awkward subject. */
export async function awkwardDevices(): Promise<readonly DeviceRequest[]> {
  const perKind = DEVICE_KINDS.map(async (kind) => {
    const { privateKey } = await generateKey(kind);
    return Object.entries(AWKWARD_SUBJECTS).map(([what, subject]): DeviceRequest => {
      const extensions = what === 'nothing' ? [SAN] : [];
      const { der } = buildCertificationRequest({ subject, privateKey, extensions });
      return { csr: parseCertificationRequest(der), principalId: 'a'.repeat(64), clientId: `${kind}, ${what}` };
    });
  });
  return (await Promise.all(perKind)).flat();
}

/** What OpenSSL says of certificates for a TLS client, by its strict rules; empty when all of them are well. */
export const complaintsOfOpenssl = (caPem: string, certificates: readonly string[]): string =>
  withFile(caPem, (ca) =>
    certificates
      .map((pem) => openssl(['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', ca], pem).text)
      .filter((text) => text !== 'stdin: OK\n')
      .join(''),
  );
