import { createHash } from 'node:crypto';
import { isForgotten } from '../iot/find-certificate.ts';
import type { CertificateRecord, ProvisioningClaimRecord } from '../iot/state.ts';
import { lookup } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { isEndpointName } from './endpoint-names.ts';
import type { MqttContext, Principal } from './mqtt-context.ts';

/** What a client has shown in the TLS handshake. */
export interface Peer {
  /** DER; the handshake has proved that the client holds its key. */
  readonly certificate: Buffer;
  /** Of the SNI extension. */
  readonly servername: string | undefined;
  readonly region: string;
}

/**
 * Who the client is; undefined for a certificate that is not registered here, `refused` for one that may not connect.
 * Expiry is by the account's clock.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html
 */
export function admit(peer: Peer, context: MqttContext): Promise<Principal | 'refused' | undefined> {
  const id = createHash('sha256').update(peer.certificate).digest('hex');
  const now = context.clock.now();
  return context.store.read((state) => {
    const { certificates, claims } = regionOf(state, peer.region).iot;
    const claim = lookup(claims, id);
    if (claim !== undefined)
      return isClaimValid(claim, now) ? { certificateId: id, claimTemplate: claim.templateName } : 'refused';
    const certificate = lookup(certificates, id);
    if (certificate === undefined || isForgotten(certificate, context)) return undefined;
    const isAdmitted = isUsable(certificate, now) && hasNeededSni(certificate, peer, context);
    return isAdmitted ? { certificateId: id, claimTemplate: undefined } : 'refused';
  });
}

export const isClaimValid = ({ expiresAt }: ProvisioningClaimRecord, now: Date): boolean => now < new Date(expiresAt);

const isUsable = ({ status, notAfter }: CertificateRecord, now: Date): boolean =>
  status === 'ACTIVE' && now <= new Date(notAfter);

const hasNeededSni = ({ mode }: CertificateRecord, { servername, region }: Peer, { account }: MqttContext): boolean =>
  mode !== 'SNI_ONLY' || (servername !== undefined && isEndpointName(servername, { account, region }));
