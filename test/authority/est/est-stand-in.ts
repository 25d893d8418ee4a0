import { afterAll } from 'vitest';
import type { EstConfig } from '../../../src/authority/authority.ts';
import type { Clock } from '../../../src/authority/clock.ts';
import { estAuthority } from '../../../src/authority/est/est.ts';
import type { EstSecret } from '../../../src/authority/secret-documents.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import { startHttpsServer, type Answering, type ServedAnswer } from '../../support/https-server.ts';
import { countedSecret } from '../counted-secret.ts';
import { deviceRequest } from '../device-request.ts';
import { makeOpensslAuthority, mimeBase64, opensslBag } from '../openssl-authority.ts';
import { passingClock } from '../passing-clock.ts';

export const REQUEST = await deviceRequest();

/** Certificates as an EST server sends them. */
export const bagOf = (...certificates: readonly string[]): ServedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/pkcs7-mime; smime-type=certs-only', 'content-transfer-encoding': 'base64' },
  body: mimeBase64(opensslBag(certificates)),
});

export const refusing = (
  status: number,
  body = '',
  headers: Record<string, string> = { 'content-type': 'text/plain' },
): ServedAnswer => ({ status, body, headers });

/** The CSR of a base64 body in PEM, as `openssl` takes it. */
export const csrOf = (body: string): string =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${body.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE REQUEST-----\n`;

export interface EstOptions {
  readonly secret?: EstSecret;
  readonly config?: Partial<EstConfig>;
  readonly clientRoots?: string;
  readonly clock?: Clock;
}

/** A CA behind EST servers for one file of tests: `openssl` issues, node:https serves. */
export async function estStandIn() {
  const ca = makeOpensslAuthority();
  afterAll(() => ca[Symbol.dispose]());
  const identity = await makeServerIdentity();
  const config = { kind: 'est', bodyFormat: 'base64-der', secretName: 'est' } as const;

  return {
    ca,
    /** Of the server, and of a stranger. */
    identity,
    other: await makeServerIdentity(),
    config,

    /** A CA that answers as RFC 7030 wants. */
    enrolling: (({ text }) => bagOf(ca.issue(csrOf(text)))) satisfies Answering,

    estWith: async (answer: Answering, options: EstOptions = {}) => {
      const { secret, clientRoots, clock = passingClock() } = options;
      const server = await startHttpsServer(identity, answer, { clientRoots });
      const { read, source } = countedSecret<EstSecret>({ tlsRootsPem: identity.cert, ...secret });
      const authority = estAuthority(
        { ...config, url: `${server.origin}/.well-known/est/factory`, ...options.config },
        source,
        { clock },
      );
      return {
        ...server,
        authority,
        read,
        issue: async (request = REQUEST, withinMs = 4_000) =>
          authority.issueCertificate({ ...request, validityDays: 30, deadline: clock.now() + withinMs }),
      };
    },
  };
}
