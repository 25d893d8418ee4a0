import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import { startHttpsServer } from '../../support/https-server.ts';

/** Two servers that say again whatever they were told: one for a CA, one that passes for AWS. */
export async function startGossip() {
  const identity = await makeServerIdentity();
  /** Tells everybody what it was told. */
  const gossip = await startHttpsServer(identity, ({ headers, text }) => ({
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error: { code: String(headers.authorization), message: `${JSON.stringify(headers)} ${text}` },
      errors: [`permission denied for ${JSON.stringify(headers)} ${text}`],
    }),
  }));
  /** And one that passes for AWS. */
  const gossipingAws = createServer(({ headers }, outgoing) => {
    outgoing.writeHead(403, { 'content-type': 'text/xml' });
    const told = JSON.stringify(headers).replaceAll(/[<>&]/g, '');
    outgoing.end(
      `<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no such token: ${told}</Message></Error></ErrorResponse>`,
    );
  }).listen(0, '127.0.0.1');
  await once(gossipingAws, 'listening');
  return {
    identity,
    server: gossip,
    awsOrigin: `http://127.0.0.1:${(gossipingAws.address() as AddressInfo).port}`,
    close: async (): Promise<void> => {
      gossipingAws.closeAllConnections();
      gossipingAws.close();
      await gossip[Symbol.asyncDispose]();
    },
  };
}
