import { SignerError } from './signer-error.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
interface CertificateProviderEvent {
  readonly certificateSigningRequest: string;
  /** The certificate ID of the claim certificate, for a device that connects with one. */
  readonly principalId: string;
  readonly clientId: string;
}

/** Members that AWS may add one day are ignored; the three that it documents must be there. */
export function parseEvent(event: unknown): CertificateProviderEvent {
  if (typeof event !== 'object' || event === null) throw new SignerError('EVENT_INVALID', 'the event is not an object');
  const member = (name: keyof CertificateProviderEvent): string => {
    const value: unknown = Object.hasOwn(event, name) ? Reflect.get(event, name) : undefined;
    if (typeof value === 'string') return value;
    throw new SignerError(
      'EVENT_INVALID',
      `the event has no string ${name}: it does not come from an AWS IoT certificate provider`,
    );
  };
  return {
    certificateSigningRequest: member('certificateSigningRequest'),
    principalId: member('principalId'),
    clientId: member('clientId'),
  };
}
