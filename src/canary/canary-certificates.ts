import type { DeviceWriter } from '../aws/ports/device-ports.ts';
import { CertprovError } from '../errors.ts';

export interface CertificateRemoval {
  readonly removed: number;
  /** AWS IoT would not, and does it by itself within an hour: nobody has claimed them. */
  readonly left: readonly string[];
  /** Why not, once per reason. */
  readonly reasons: readonly string[];
}

/**
 * Takes back what the canary got. Whether AWS IoT deletes a certificate that is PENDING_ACTIVATION on request is not
 * documented; one that nobody claims is deleted with its token.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
export async function removeCertificates(
  certificateIds: readonly string[],
  writer: Pick<DeviceWriter, 'deleteCertificate'>,
): Promise<CertificateRemoval> {
  const left: string[] = [];
  const reasons = new Set<string>();
  for (const id of certificateIds) {
    try {
      await writer.deleteCertificate(id);
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      left.push(id);
      reasons.add(error.message);
    }
  }
  return { removed: certificateIds.length - left.length, left, reasons: [...reasons] };
}
