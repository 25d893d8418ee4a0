import { ProxyFault } from '../proxy/proxy-fault.ts';
import { CertprovError } from '../errors.ts';
import { alpnOf, mqttPortOf, type DeviceEndpoint } from './device-endpoint.ts';

/** As much of Node's errors as says what happened. */
interface SystemError {
  readonly code?: unknown;
  readonly message: string;
}

/** Verification of the server's certificate; OpenSSL's names, and Node's own for the host name. */
const UNTRUSTED =
  /^(ERR_TLS_CERT_ALTNAME|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH)/;
/** An alert of the server: it has looked at the device's certificate and does not want it. */
const ALERT = /^ERR_SSL_.*(ALERT|CERTIFICATE)/;
/** RFC 7301 §3.2: whoever is there speaks something else. */
const NO_SUCH_PROTOCOL = /NO_APPLICATION_PROTOCOL/;

const codeOf = ({ code }: SystemError): string => (typeof code === 'string' ? code : '');

/** Of the sandbox, with the port that its own stands for. */
const placeOf = (endpoint: DeviceEndpoint): string => {
  const port = mqttPortOf(endpoint);
  return `${endpoint.host}:${endpoint.port}${port === endpoint.port ? '' : ` (for ${port})`}`;
};

/** Before the TLS session stood: nobody there, somebody else there, or a device that is not wanted. */
export function handshakeFailure(error: SystemError, endpoint: DeviceEndpoint): CertprovError {
  const code = codeOf(error);
  const details = { host: endpoint.host, port: endpoint.port, reason: code };
  if (UNTRUSTED.test(code)) {
    return new CertprovError(
      'DEVICE_ENDPOINT_UNTRUSTED',
      `${placeOf(endpoint)} could not prove to be ${endpoint.servername}: ${error.message}`,
      {
        fix: 'check for a proxy that opens TLS on the way; devices would not connect either',
        details,
        cause: error,
      },
    );
  }
  if (NO_SUCH_PROTOCOL.test(code)) return otherProtocol(endpoint, code, error);
  if (ALERT.test(code)) return notAccepted(endpoint, code, error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return cutOffInHandshake(endpoint, code, error);
  const why = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'its name is not known here' : error.message;
  return new CertprovError('DEVICE_ENDPOINT_UNREACHABLE', `${placeOf(endpoint)} cannot be reached: ${why}`, {
    fix: reachFix(endpoint),
    details,
    cause: error,
  });
}

function reachFix(endpoint: DeviceEndpoint): string {
  const port = mqttPortOf(endpoint);
  return port === 8883
    ? `let this machine reach port 8883 of ${endpoint.servername}, which firewalls often close; AWS IoT serves devices on port 443 as well`
    : `let this machine reach port ${port} of ${endpoint.servername}`;
}

/** Its server took the connection for another protocol than MQTT, or knows no other. */
export function otherProtocol(endpoint: DeviceEndpoint, reason: string, cause?: unknown): CertprovError {
  const alpn = alpnOf(endpoint) ?? 'MQTT';
  return new CertprovError('DEVICE_ENDPOINT_UNREACHABLE', `${placeOf(endpoint)} does not speak ${alpn} (ALPN)`, {
    fix: `check for a proxy or firewall on the way that opens TLS or lets only web pages through; on port 443 AWS IoT knows MQTT by its ALPN name`,
    details: { host: endpoint.host, port: endpoint.port, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The proxy is in the way; what it would not do for this port it may do for the other one. */
export function proxyFailure(error: Error, endpoint: DeviceEndpoint): CertprovError {
  if (!(error instanceof ProxyFault)) return handshakeFailure(error, endpoint);
  const { code: reason, message, fix, proxy } = error;
  const { host, port } = endpoint;
  return new CertprovError('DEVICE_ENDPOINT_UNREACHABLE', `${placeOf(endpoint)} cannot be reached: ${message}`, {
    fix,
    details: { host, port, reason, proxy: proxy.address, proxySetBy: proxy.setBy },
    cause: error,
  });
}

/** Packets that are dropped, or a server that says nothing. */
export const silence = (endpoint: DeviceEndpoint, seconds: number): CertprovError =>
  new CertprovError('DEVICE_UNANSWERED', `TLS with ${placeOf(endpoint)} was not answered within ${seconds} seconds`, {
    fix: reachFix(endpoint),
    details: { host: endpoint.host, port: endpoint.port, seconds },
  });

/** What lets a device in, where AWS IoT is who did not. */
export const CERTIFICATE_FIX =
  'check that the certificate is registered and ACTIVE in this account and Region and has not expired, and that its policy allows iot:Connect with this client id';

/** AWS IoT, by an alert of TLS or a return code of MQTT: nobody else on the way can say so. */
export const notAccepted = (endpoint: DeviceEndpoint, reason: string, cause?: unknown): CertprovError =>
  ended(endpoint, { reason, cause }, 'it answered: the certificate or the client id is not accepted', CERTIFICATE_FIX);

/** With TLS 1.2 AWS IoT looks at the certificate here; most that cut a connection off so early are networks. */
const cutOffInHandshake = (endpoint: DeviceEndpoint, reason: string, cause: unknown): CertprovError =>
  ended(
    endpoint,
    { reason, cause },
    'TLS stood: a network on the way may cut it off, or AWS IoT does not accept the certificate',
    `${reachFix(endpoint)}; if the network lets it through, ${CERTIFICATE_FIX}`,
  );

/** TLS 1.3 stands before AWS IoT has looked at the certificate, and no answer to CONNECT tells why. */
export function endedBeforeAnswer(endpoint: DeviceEndpoint, reason: string): CertprovError {
  if (ALERT.test(reason)) return notAccepted(endpoint, reason);
  return ended(
    endpoint,
    { reason },
    'CONNECT was answered: AWS IoT does not accept the certificate or the client id, or a network on the way cut it off',
    `${CERTIFICATE_FIX}; if all that is so, look for a proxy or firewall on the way that ends connections`,
  );
}

function ended(
  endpoint: DeviceEndpoint,
  { reason, cause }: { readonly reason: string; readonly cause?: unknown },
  before: string,
  fix: string,
): CertprovError {
  return new CertprovError('DEVICE_NOT_ACCEPTED', `the connection to ${placeOf(endpoint)} ended before ${before}`, {
    fix,
    details: { host: endpoint.host, port: endpoint.port, reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What the resource of a policy statement is called for each action. */
const RESOURCES = {
  'iot:Connect': 'client',
  'iot:Publish': 'topic',
  'iot:Receive': 'topic',
  'iot:Subscribe': 'topicfilter',
} as const;

/** What a policy does not allow, as AWS IoT answered. */
export function notAuthorized(action: keyof typeof RESOURCES, name: string, how: string): CertprovError {
  return new CertprovError('DEVICE_NOT_AUTHORIZED', `${action} is not allowed for ${name}: ${how}`, {
    fix: `allow ${action} on …:${RESOURCES[action]}/${name} in the IoT policy of the certificate that the device connects with`,
    details: { action, name },
  });
}

/** AWS IoT ends the connection of a client that may not do what it asks, without a word; so does many a network. */
export function endedOn(action: 'iot:Publish' | 'iot:Subscribe', name: string): CertprovError {
  const [did, may] = action === 'iot:Publish' ? ['published to', 'publish'] : ['subscribed to', 'subscribe'];
  return new CertprovError(
    'DEVICE_NOT_AUTHORIZED',
    `the connection ended when the device ${did} ${name}: AWS IoT ends that of a client that may not ${may}, and a network on the way may end it too`,
    {
      fix: `see that the IoT policy of the certificate that the device connects with allows ${action} on …:${RESOURCES[action]}/${name}; if it does, look at the network between this machine and the endpoint, then try again`,
      details: { action, name },
    },
  );
}

/** AWS IoT keeps silent where a policy forbids the answer. */
export function unanswered(what: string, topic: string | undefined, seconds: number): CertprovError {
  return new CertprovError('DEVICE_UNANSWERED', `${what} was not answered within ${seconds} seconds`, {
    fix:
      topic === undefined
        ? 'check the network between this machine and the endpoint, then try again'
        : `AWS IoT answers nothing when a policy forbids it: allow iot:Publish and iot:Receive on …:topic/${topic}* and iot:Subscribe on …:topicfilter/${topic}* for the certificate that the device connects with`,
    details: { topic, seconds },
  });
}
