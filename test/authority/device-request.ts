import { sampleCertificationRequest, type SampleKeyType } from '../../src/csr/build-certification-request.ts';
import { parseCertificationRequest, type CertificationRequest } from '../../src/csr/certification-request.ts';
import { makeOpensslCsr, type OpensslKey } from './openssl-authority.ts';

/** What the signer hands to a connector, but for the validity and the time. */
export interface DeviceRequest {
  readonly csr: CertificationRequest;
  readonly principalId: string;
  readonly clientId: string;
}

export async function deviceRequest(type: SampleKeyType = 'ec-p256', clientId = 'device-42'): Promise<DeviceRequest> {
  const { csrPem } = await sampleCertificationRequest(type, clientId);
  return { csr: parseCertificationRequest(Buffer.from(csrPem)), principalId: 'a'.repeat(64), clientId };
}

/** The same, of openssl's making. */
export function opensslDeviceRequest(key?: OpensslKey, subject?: string): DeviceRequest {
  const csr = parseCertificationRequest(Buffer.from(makeOpensslCsr(key, subject)));
  return { csr, principalId: 'a'.repeat(64), clientId: 'device-42' };
}
