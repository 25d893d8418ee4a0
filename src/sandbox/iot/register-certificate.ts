import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { certificateRecord } from './amazon-signed.ts';
import { certificateState, invalidRequest } from './errors.ts';
import { registerable, requireNew, requireRegisteredCa } from './registerable.ts';
import type { CertificateRecord } from './state.ts';

interface RegisterInput {
  readonly certificatePem: string;
  readonly caCertificatePem?: string;
  readonly setAsActive?: boolean;
  readonly status?: CertificateRecord['status'];
}

/** One of a CA that is registered and active. @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html */
export function registerCertificate(input: RegisterInput, call: Call): Promise<object> {
  const status = statusOf(input);
  const { certificate, parsed } = registerable(input.certificatePem, call);
  return call.store.change((state) => {
    const ca = requireRegisteredCa(state, { parsed, caPem: input.caCertificatePem }, call);
    requireNew(state, certificate, call);
    const known = { status, mode: ca.mode, caCertificateId: ca.id, now: call.clock.now() };
    regionOf(state, call.region).iot.certificates[certificate.id] = certificateRecord(certificate, known);
    return { certificateArn: certificate.arn, certificateId: certificate.id };
  });
}

/** Of any CA; its device must name the endpoint it wants (SNI). @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificateWithoutCA.html */
export function registerCertificateWithoutCa(input: RegisterInput, call: Call): Promise<object> {
  const status = statusOf(input);
  const { certificate } = registerable(input.certificatePem, call);
  return call.store.change((state) => {
    requireNew(state, certificate, call);
    const known = { status, mode: 'SNI_ONLY', now: call.clock.now() } as const;
    regionOf(state, call.region).iot.certificates[certificate.id] = certificateRecord(certificate, known);
    return { certificateArn: certificate.arn, certificateId: certificate.id };
  });
}

function statusOf({ status, setAsActive }: RegisterInput): CertificateRecord['status'] {
  const wanted = status ?? (setAsActive === true ? 'ACTIVE' : 'INACTIVE');
  if (['ACTIVE', 'INACTIVE', 'REVOKED'].includes(wanted)) return wanted;
  if (wanted === 'PENDING_ACTIVATION')
    throw certificateState('Not allowed to register certificate with PENDING_ACTIVATION status');
  throw invalidRequest(`The status ${wanted} is not for the caller to set`);
}
