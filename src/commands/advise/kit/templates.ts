import type { Target } from './kit.ts';
import { namesOf } from './names.ts';

const ref = (name: string) => ({ Ref: name });
const CERTIFICATE_ID = 'AWS::IoT::Certificate::Id';
const COMMON_NAME = 'AWS::IoT::Certificate::CommonName';

/** Thing, certificate and policy, which are what a device needs; the parts differ in where they come from. */
const template = (target: Target, parameters: readonly string[], thingName: string, certificate: object) => ({
  Parameters: Object.fromEntries(parameters.map((name) => [name, { Type: 'String' }])),
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: ref(thingName) } },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { ...certificate, Status: 'ACTIVE' } },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: namesOf(target).devicePolicy } },
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html */
export const fleetTemplate = (target: Target): object =>
  template(target, ['SerialNumber', CERTIFICATE_ID], 'SerialNumber', { CertificateId: ref(CERTIFICATE_ID) });

/** The parameters come out of the certificate's subject: one without a common name fails. */
export const jitpTemplate = (target: Target): object =>
  template(target, [COMMON_NAME, CERTIFICATE_ID], COMMON_NAME, { CertificateId: ref(CERTIFICATE_ID) });

export const bulkCsrTemplate = (target: Target): object =>
  template(target, ['SerialNumber', 'CSR'], 'SerialNumber', { CertificateSigningRequest: ref('CSR') });

export const bulkCertificateTemplate = (target: Target): object =>
  template(target, ['SerialNumber', 'CertificatePem', 'CACertificatePem'], 'SerialNumber', {
    CertificatePem: ref('CertificatePem'),
    CACertificatePem: ref('CACertificatePem'),
  });
