import { CertprovError, type ErrorDetails } from '../../errors.ts';
import type { ConfiguredEndpoint } from '../connection/configured-endpoints.ts';
import type { EndpointVariant } from '../connection/endpoint-variant.ts';
import { proxyFix } from '../../proxy/proxy-fault.ts';
import { proxyForUrl, proxyName } from '../../proxy/proxy-for.ts';
import { isBrokenOff, isConnectionFault, isNameUnknown, isProxyFault, isTimeout, isTlsFault } from './failure-kind.ts';
import type { SdkFailure } from './sdk-failure.ts';

/** Where a call went, for the words of an error. */
export interface Destination {
  readonly region: string;
  /** Host of a configured endpoint (`AWS_ENDPOINT_URL`, sandbox); AWS's own otherwise. */
  readonly endpointHost: string | undefined;
  /** The endpoint that is configured for this service, and what set it. */
  readonly configured?: ConfiguredEndpoint | undefined;
  readonly variant?: EndpointVariant | undefined;
  /** The endpoint that was really asked, if the request got that far. */
  readonly asked?: string | undefined;
}

/** `undefined` when an answer was read. */
export function networkFailure(
  failure: SdkFailure,
  action: string,
  to: Destination,
  details: ErrorDetails,
  cause: unknown,
): CertprovError | undefined {
  const endpoint = to.asked ?? to.configured?.url;
  const host = endpoint === undefined ? (to.endpointHost ?? `AWS in ${to.region}`) : new URL(endpoint).host;
  const setBy = settingBehind(to);
  const proxy = proxyForUrl(endpoint ?? `https://iot.${to.region}.amazonaws.com`);
  const where = proxy === undefined ? host : `${host}, asked through ${proxyName(proxy)},`;
  details = {
    ...details,
    endpoint,
    endpointSetBy: setBy,
    ...(proxy && { proxy: proxy.address, proxySetBy: proxy.setBy }),
  };
  if (isProxyFault(failure)) {
    return new CertprovError('AWS_UNREACHABLE', `${action}: ${failure.message}`, {
      fix: proxyFix(failure.errno, proxy?.setBy ?? 'HTTPS_PROXY', host),
      details,
      cause,
    });
  }
  if (isTimeout(failure)) {
    return new CertprovError('AWS_TIMEOUT', `${action}: ${where} did not answer in time`, {
      fix:
        setBy === undefined
          ? 'check the network to AWS, then run the same command again'
          : `check what is at ${where}, which ${setBy} names, then run the same command again`,
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
    fix: advice(failure, to, where),
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

const settingBehind = ({ configured, variant }: Destination): string | undefined =>
  configured?.setBy ?? variant?.fips ?? variant?.dualStack;

function advice(failure: SdkFailure, to: Destination, where: string): string {
  if (isTlsFault(failure)) {
    const root = 'name a file with the root certificate of whoever is there: AWS_CA_BUNDLE=<file.pem>';
    return to.configured === undefined
      ? 'if a proxy of your company opens TLS, name a file with its root certificate: AWS_CA_BUNDLE=<file.pem>, as for the AWS CLI, or NODE_EXTRA_CA_CERTS'
      : `correct ${to.configured.setBy}, which names ${where}, or ${root}`;
  }
  if (to.configured !== undefined)
    return `check that something answers at ${where}, which ${to.configured.setBy} names, or remove that setting`;
  const asks = to.variant?.fips ?? to.variant?.dualStack;
  if (asks !== undefined && isNameUnknown(failure))
    return `check the network; the service may have no such endpoint in ${to.region}, which ${asks} asks for`;
  return isNameUnknown(failure)
    ? `check the network, and that ${to.region} is a Region with this service`
    : 'check the network, then run the same command again';
}
