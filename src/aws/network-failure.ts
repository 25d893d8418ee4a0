import { CertprovError, type ErrorDetails } from '../errors.ts';
import { isBrokenOff, isConnectionFault, isNameUnknown, isTimeout, isTlsFault } from './failure-kind.ts';
import type { SdkFailure } from './sdk-failure.ts';

/** Where a call went, for the words of an error. */
export interface Destination {
  readonly region: string;
  /** Host of a configured endpoint (`AWS_ENDPOINT_URL`, sandbox); AWS's own otherwise. */
  readonly endpointHost: string | undefined;
}

/** `undefined` when an answer was read. */
export function networkFailure(
  failure: SdkFailure,
  action: string,
  to: Destination,
  details: ErrorDetails,
  cause: unknown,
): CertprovError | undefined {
  const where = to.endpointHost ?? `AWS in ${to.region}`;
  if (isTimeout(failure)) {
    return new CertprovError('AWS_TIMEOUT', `${action}: ${where} did not answer in time`, {
      fix: 'check the network to AWS, then run the same command again',
      details,
      cause,
    });
  }
  if (isBrokenOff(failure)) {
    return new CertprovError(
      'AWS_UNREACHABLE',
      `${action}: the connection to ${where} broke before its answer came (${failure.errno ?? 'aborted'})`,
      {
        fix: 'check the network, then run the same command again: what AWS may have done is found and taken over',
        details,
        cause,
      },
    );
  }
  if (!isConnectionFault(failure)) return undefined;
  return new CertprovError('AWS_UNREACHABLE', `${action}: ${where} could not be reached: ${reason(failure)}`, {
    fix: advice(failure, to),
    details,
    cause,
  });
}

function reason(failure: SdkFailure): string {
  if (isNameUnknown(failure)) return 'its host name is not known to DNS';
  if (isTlsFault(failure)) return `its TLS certificate was not accepted (${failure.errno})`;
  if (failure.errno === 'ECONNREFUSED') return 'the connection was refused';
  return `it cannot be connected to (${failure.errno})`;
}

function advice(failure: SdkFailure, to: Destination): string {
  if (isTlsFault(failure)) {
    return 'if a proxy of your company opens TLS, give Node its root certificate: NODE_EXTRA_CA_CERTS=<file.pem>';
  }
  if (to.endpointHost !== undefined)
    return `check that something answers at ${to.endpointHost}, or unset AWS_ENDPOINT_URL`;
  // The SDK's HTTP client goes straight to the host, whatever these say.
  const proxy = ['HTTPS_PROXY', 'https_proxy'].find((name) => process.env[name]);
  if (proxy !== undefined)
    return `certprov connects to AWS directly and does not use ${proxy}: run it where AWS can be reached`;
  return isNameUnknown(failure)
    ? `check the network, and that ${to.region} is a Region with this service`
    : 'check the network, then run the same command again';
}
