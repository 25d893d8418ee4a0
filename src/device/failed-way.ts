import { CertprovError } from '../errors.ts';
import { CERTIFICATE_FIX } from './connection-failure.ts';
import { mqttPortOf, type DeviceEndpoint } from './device-endpoint.ts';

/** A way in that was tried. */
export interface FailedWay {
  readonly endpoint: DeviceEndpoint;
  readonly error: unknown;
}

/**
 * Nobody answered, or the answer was cut off before anybody had proven who they are: another port may fare better. A
 * server that proves to be somebody else, or that looks at the certificate and does not want it, is no matter of ports.
 */
export function isOfTheWay(error: unknown): boolean {
  if (!(error instanceof CertprovError)) return false;
  const { reason } = error.details;
  switch (error.code) {
    case 'DEVICE_UNANSWERED':
      return true;
    case 'DEVICE_ENDPOINT_UNREACHABLE':
      return !FINAL.has(typeof reason === 'string' ? reason : '');
    case 'DEVICE_NOT_ACCEPTED':
      return reason === 'ECONNRESET' || reason === 'EPIPE';
    default:
      return false;
  }
}

/** A name that nobody knows here, and a proxy that serves nobody: with either port it is the same. */
const FINAL = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EPROXYAUTH', 'EPROXYUNREACHABLE']);

/** What one way did, for the words about both. */
export const didInstead = ({ error }: FailedWay): string => (error instanceof Error ? error.message : String(error));

/** Both ports of AWS IoT, and what each did; the verdict is of the one that said more than nothing. */
export function neitherAnswered(found: readonly FailedWay[]): unknown {
  const failed = found.toSorted((a, b) => mqttPortOf(b.endpoint) - mqttPortOf(a.endpoint));
  const errors = failed.map(({ error }) => error).filter((error) => error instanceof CertprovError);
  const defect = failed.find(({ error }) => !(error instanceof CertprovError));
  const endpoint = failed[0]?.endpoint;
  if (defect !== undefined || endpoint === undefined) return defect?.error;
  const ports = failed.map((way) => mqttPortOf(way.endpoint));
  const isCutOff = errors.every(({ code }) => code === 'DEVICE_NOT_ACCEPTED');
  const verdict = errors.find((error) => !isOfTheWay(error)) ?? (isCutOff ? errors[0] : undefined);
  const reach = `let this machine reach port ${ports.join(' or ')} of ${endpoint.servername}: one of the two is enough`;
  const isByNetwork = verdict === undefined || isOfTheWay(verdict);
  const otherwise = verdict === undefined ? '' : `; if the network lets it through, ${CERTIFICATE_FIX}`;
  return new CertprovError(
    verdict?.code ?? 'DEVICE_ENDPOINT_UNREACHABLE',
    `neither port ${ports.join(' nor ')} lets a device in: ${failed.map(didInstead).join('; ')}`,
    {
      fix: isByNetwork ? `${reach}${otherwise}` : `${verdict.fix}; or, if a firewall is in the way, ${reach}`,
      details: {
        host: endpoint.servername,
        ...(isByNetwork && verdict ? { reason: verdict.details['reason'] } : {}),
        tried: failed.map(asTried),
      },
      cause: errors.at(-1),
    },
  );
}

const asTried = (way: FailedWay) => ({
  port: mqttPortOf(way.endpoint),
  address: `${way.endpoint.host}:${way.endpoint.port}`,
  message: didInstead(way),
});
