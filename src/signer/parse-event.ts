import { SignerError } from './signer-error.ts';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
interface CertificateProviderEvent {
  readonly certificateSigningRequest: string;
  /** The certificate ID of the claim certificate, for a device that connects with one; empty when AWS IoT did not say. */
  readonly principalId: string;
  readonly clientId: string;
}

/**
 * Members that AWS may add one day are ignored. A CA that is not told who asks can sign without knowing it; `namesDevice`
 * is for one that decides by it.
 */
export function parseEvent(event: unknown, namesDevice: boolean): CertificateProviderEvent {
  if (typeof event !== 'object' || event === null) throw new SignerError('EVENT_INVALID', 'the event is not an object');
  const member = (name: keyof CertificateProviderEvent, isNeeded: boolean): string => {
    const value: unknown = Object.hasOwn(event, name) ? Reflect.get(event, name) : undefined;
    if (typeof value === 'string') return value;
    if (!isNeeded) return '';
    throw new SignerError(
      'EVENT_INVALID',
      `the event has no string ${name}: it does not come from an AWS IoT certificate provider`,
    );
  };
  return {
    certificateSigningRequest: member('certificateSigningRequest', true),
    principalId: member('principalId', namesDevice),
    clientId: member('clientId', namesDevice),
  };
}
