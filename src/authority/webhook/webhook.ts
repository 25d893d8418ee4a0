import { createHash, createHmac } from 'node:crypto';
import { readPemBlocks } from '../../csr/pem.ts';
import { CertprovError } from '../../errors.ts';
import { AuthorityError, type AuthorityErrorCode, unusableSecret } from '../authority-error.ts';
import type { CertificateAuthority, WebhookConfig } from '../authority.ts';
import { systemClock, type Clock } from '../clock.ts';
import { askWithSecret } from '../http/ask-with-secret.ts';
import { pickLeaf } from '../http/certificates-in-answer.ts';
import { checkHeader } from '../http/check-header.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { httpsUrl } from '../http/https-url.ts';
import { parseObject } from '../http/parse-object.ts';
import { hideValues, serverRefusal } from '../http/server-refusal.ts';
import type { SecretSource, WebhookSecret } from '../secret-documents.ts';

const WHAT = 'the webhook';

/** Value of `x-certprov-signature` (docs/webhook.md): over the time too, so that a request does not stay good for ever. */
export const webhookSignature = (key: string, timestamp: string, body: Uint8Array): string =>
  `v1=${createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex')}`;

/** Any CA behind a server of one's own; the contract is docs/webhook.md. Throws at once for a URL that is not https:. */
export function webhookAuthority(
  config: WebhookConfig,
  secret: SecretSource<WebhookSecret>,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): CertificateAuthority {
  const url = httpsUrl(config.url, 'the URL of the webhook');
  const ask = askWithSecret(secret, readCredentials, clock);

  return {
    kind: 'webhook',

    /** The contract has no question for the chain: whoever links a webhook brings the certificate of the CA. */
    caChainPem: async () => [],

    async issueCertificate({ csr, validityDays, deadline, principalId, clientId }) {
      const started = clock.now();
      const certificatePem = await ask(deadline, ({ headers, hmac, hidden }) => ({
        what: WHAT,
        // Signed for each attempt, with the time and the patience of the moment.
        request: (leftMs) => {
          const document = {
            version: 1,
            certificateSigningRequest: csr.pem,
            principalId,
            clientId,
            requestedValidityDays: validityDays,
            deadlineMs: leftMs,
          };
          const body = Buffer.from(JSON.stringify(document));
          const timestamp = String(Math.floor(clock.now() / 1000));
          return {
            method: 'POST',
            url,
            headers: {
              ...headers,
              accept: 'application/json',
              'content-type': 'application/json',
              'x-certprov-request-id': createHash('sha256').update(csr.der).digest('hex'),
              'x-certprov-timestamp': timestamp,
              ...(hmac === undefined ? {} : { 'x-certprov-signature': webhookSignature(hmac, timestamp, body) }),
            },
            body,
          };
        },
        read: (answer) => readLeaf(answer, csr.publicKey.spkiDer, hidden),
      }));
      return { certificatePem, authorityMs: clock.now() - started };
    },
  };
}

/** Codes of docs/webhook.md; with another one the status decides. */
const CODES: Readonly<Record<string, AuthorityErrorCode>> = {
  policy_denied: 'AUTHORITY_REFUSED',
  bad_csr: 'AUTHORITY_REFUSED_CSR',
  unauthorized: 'AUTHORITY_CREDENTIALS_REFUSED',
};

/** Every answer but 200, as the error that it is. */
function webhookRefusal(what: string, answer: HttpAnswer, hidden: readonly string[]): AuthorityError {
  const { status } = answer;
  if (status > 200 && status < 300) {
    return serverRefusal(what, status, 'only 200 with a certificate is an answer', 'AUTHORITY_PENDING');
  }
  const { code, message, retryable } = parseObject(JSON.stringify(parseObject(answer.text)?.['error'] ?? null)) ?? {};
  const known = typeof code === 'string' && Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const detail = [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  const said = hideValues(detail || answer.text, hidden);
  const byStatus = serverRefusal(what, status, said, known);
  if (retryable === true && status >= 400) return serverRefusal(what, status, said, retried(byStatus.code));
  if (retryable === false) return serverRefusal(what, status, said, final(byStatus.code));
  return byStatus;
}

const PASSING: readonly AuthorityErrorCode[] = ['AUTHORITY_THROTTLED', 'AUTHORITY_UNAVAILABLE'];

/** The server says that the same request may succeed now: whatever it is called, it is a server that cannot yet. */
const retried = (code: AuthorityErrorCode): AuthorityErrorCode =>
  PASSING.includes(code) ? code : 'AUTHORITY_UNAVAILABLE';

/** The server says that a second attempt is of no use. */
const final = (code: AuthorityErrorCode): AuthorityErrorCode => (PASSING.includes(code) ? 'AUTHORITY_REFUSED' : code);

/** `chainPem` is for people who look at the answer: AWS IoT takes the leaf. */
function readLeaf(answer: HttpAnswer, spkiDer: Buffer, hidden: readonly string[]): string {
  if (answer.status !== 200) throw webhookRefusal(WHAT, answer, hidden);
  const certificatePem = parseObject(answer.text)?.['certificatePem'];
  if (typeof certificatePem !== 'string') {
    throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `${WHAT} answered 200 without a JSON member certificatePem`);
  }
  return pickLeaf(`${WHAT}'s certificatePem`, readCertificateBlocks(certificatePem), spkiDer);
}

function readCertificateBlocks(certificatePem: string): readonly Buffer[] {
  try {
    const { blocks } = readPemBlocks(certificatePem);
    return blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ der }) => der);
  } catch (cause) {
    if (!(cause instanceof CertprovError)) throw cause;
    throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `${WHAT}'s certificatePem is not PEM: ${cause.message}`, {
      cause,
    });
  }
}

function readCredentials({ hmac, bearer }: WebhookSecret) {
  const headers: Record<string, string> = {};
  const hidden: string[] = [];
  if (hmac !== undefined) {
    if (typeof hmac !== 'string' || hmac === '') throw unusableSecret('hmac is not a text');
    hidden.push(hmac);
  }
  if (bearer !== undefined) {
    checkHeader('bearer', 'authorization', bearer);
    headers['authorization'] = `Bearer ${bearer}`;
    hidden.push(bearer);
  }
  return { headers, hmac, hidden };
}
