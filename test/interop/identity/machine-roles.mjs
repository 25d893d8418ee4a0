import { createServer } from 'node:http';
import { once } from 'node:events';

const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

async function listen(handler) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(resolve));
    },
  };
}

const answer = ({ AccessKeyId, SecretAccessKey, SessionToken = '' }) => ({
  AccessKeyId,
  SecretAccessKey,
  Token: SessionToken,
  Expiration: IN_AN_HOUR(),
});

/** What ECS and EKS have beside a container: `/<name>` gives the keys of that name, anything else is refused. */
export const serveContainerRole = (keysByName) =>
  listen((request, response) => {
    const keys = keysByName[request.url.slice(1)];
    response.writeHead(keys ? 200 : 403, { 'content-type': 'application/json' });
    response.end(JSON.stringify(keys ? answer(keys) : { Code: 'AccessDenied', Message: 'not for you' }));
  });

/**
 * As much of the instance metadata service, version 2, as clients ask for credentials.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 */
export const serveInstanceRole = (keys) =>
  listen((request, response) => {
    if (request.method === 'PUT') {
      response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '21600');
      return response.end('token');
    }
    if (request.headers['x-aws-ec2-metadata-token'] !== 'token') return response.writeHead(401).end();
    if (request.url.endsWith('/security-credentials/')) return response.end('instance-role');
    if (!request.url.endsWith('/security-credentials/instance-role')) return response.writeHead(404).end();
    const document = { Code: 'Success', Type: 'AWS-HMAC', LastUpdated: new Date().toISOString(), ...answer(keys) };
    return response.end(JSON.stringify(document));
  });
