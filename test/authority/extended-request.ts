import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { opensslOutput } from '../csr/openssl.ts';
import type { DeviceRequest } from './device-request.ts';

/** A CSR of openssl's making. `extensions` and `subject` as `-addext` and `-subj` take them; `/` is an empty subject. */
export function extendedRequest(extensions: readonly string[] = [], subject = '/CN=device-42'): DeviceRequest {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
  const asked = extensions.flatMap((extension) => ['-addext', extension]);
  const csr = opensslOutput(['req', '-new', ...key, '-utf8', '-subj', subject, ...asked]);
  return { csr: parseCertificationRequest(csr), principalId: 'a'.repeat(64), clientId: 'client-7' };
}
