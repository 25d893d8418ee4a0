import type { Clock } from '../../../src/authority/clock.ts';
import type { WebhookSecret } from '../../../src/authority/secret-documents.ts';
import { webhookAuthority } from '../../../src/authority/webhook/webhook.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import { startHttpsServer, type Answering, type ServedAnswer } from '../../support/https-server.ts';
import { countedSecret } from '../counted-secret.ts';
import { deviceRequest } from '../device-request.ts';
import { makeOpensslAuthority } from '../openssl-authority.ts';
import { passingClock } from '../passing-clock.ts';

export const HMAC = 'a-key-that-no-error-may-hold';
export const BEARER = 'a-token-that-no-error-may-hold';
export const REQUEST = await deviceRequest();

export const json = (status: number, document: unknown): ServedAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(document),
});
export const refusing = (status: number, error?: object): ServedAnswer =>
  json(status, error === undefined ? {} : { error });

interface WebhookOptions {
  readonly secret?: WebhookSecret;
  readonly clientRoots?: string;
  readonly clock?: Clock;
}

/** A CA of OpenSSL's and the identity of its server. Whoever opens it disposes of `ca`. */
export async function openWebhookStandIn() {
  const ca = makeOpensslAuthority();
  const identity = await makeServerIdentity();
  const issueFor = (text: string): string => ca.issue(JSON.parse(text).certificateSigningRequest);
  return {
    ca,
    issueFor,
    issuing: (({ text }) => json(200, { certificatePem: issueFor(text) })) satisfies Answering,

    webhookWith: async (answer: Answering, options: WebhookOptions = {}) => {
      const { secret = { hmac: HMAC }, clientRoots, clock = passingClock() } = options;
      const server = await startHttpsServer(identity, answer, { clientRoots });
      const { read, source } = countedSecret<WebhookSecret>({ tlsRootsPem: identity.cert, ...secret });
      const authority = webhookAuthority(
        { kind: 'webhook', url: `${server.origin}/sign?profile=iot`, secretName: 'webhook' },
        source,
        { clock },
      );
      return {
        ...server,
        authority,
        read,
        clock,
        issue: (request = REQUEST, withinMs = 4_300) =>
          authority.issueCertificate({ ...request, validityDays: 365, deadline: clock.now() + withinMs }),
      };
    },
  };
}
