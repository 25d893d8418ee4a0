import type { Call, Input, Step } from './kit.ts';
import { call } from './steps.ts';

export const CA_INPUT: Input = {
  path: 'ca.pem',
  about: 'certificate of the CA that issues your device certificates (PEM); of the issuing CA itself, not of its root',
};

const CA = { variable: 'CA_CERTIFICATE_ID' } as const;

/**
 * Mode SNI_ONLY: no proof that you hold the CA's key is asked for, and devices must send SNI, which every TLS library of
 * today does when it is given the endpoint's name. Mode DEFAULT asks for a verification certificate instead.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/manage-your-CA-certs.html
 */
export const registerAuthority = (more: Call['parameters'] = {}): Call =>
  call(
    'The CA, in a mode that needs no verification certificate. Devices must send SNI.',
    'iot',
    'RegisterCACertificate',
    { caCertificate: { file: 'ca.pem' }, certificateMode: 'SNI_ONLY', setAsActive: true, ...more },
    { keep: { variable: 'CA_CERTIFICATE_ID', path: 'certificateId' } },
  );

/** The first of the undo steps: from then on no new device gets in. */
export const forgetAuthority = (): Step[] => [
  call('From here on no new device of this CA comes in.', 'iot', 'UpdateCACertificate', {
    certificateId: CA,
    newStatus: 'INACTIVE',
    newAutoRegistrationStatus: 'DISABLE',
  }),
  call('', 'iot', 'DeleteCACertificate', { certificateId: CA }),
];
