import { orderChain } from '../../csr/order-chain.ts';
import { readCertificateBag } from '../../csr/read-certificate-bag.ts';
import { CertprovError } from '../../errors.ts';
import { askWithSecret } from '../http/ask-with-secret.ts';
import { AuthorityError, unusableSecret } from '../authority-error.ts';
import type { CertificateAuthority, EstConfig, RequestedCertificate } from '../authority.ts';
import { checkHeader } from '../http/check-header.ts';
import { systemClock, type Clock } from '../clock.ts';
import { hideValues, serverRefusal } from '../http/server-refusal.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { httpsUrl } from '../http/https-url.ts';
import { pickLeaf, readCertificates } from '../http/certificates-in-answer.ts';
import type { EstSecret, SecretSource } from '../secret-documents.ts';

const CHAIN_TIMEOUT_MS = 4_000;

/**
 * Enrollment over Secure Transport: `simpleenroll` and `cacerts` of RFC 7030, as clarified by RFC 8951. Throws at once
 * for a URL that credentials must not go to.
 * @see https://www.rfc-editor.org/rfc/rfc7030#section-4.2
 */
export function estAuthority(
  config: EstConfig,
  secret: SecretSource<EstSecret>,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): CertificateAuthority {
  const base = httpsUrl(config.url, 'the URL of the EST server');
  if (base.search !== '') throw new Error('the URL of the EST server has a query (?), which EST does not know');
  const operation = (name: string): URL => new URL(`${base.pathname.replace(/\/+$/, '')}/${name}`, base);
  const ask = askWithSecret(secret, readCredentials, clock);

  return {
    kind: 'est',

    async caChainPem() {
      const what = "the EST server's cacerts";
      const bag = await ask(clock.now() + CHAIN_TIMEOUT_MS, ({ headers, hidden }) => ({
        what,
        request: () => ({ method: 'GET', url: operation('cacerts'), headers }),
        read: (answer) => readAnswer(what, answer, hidden),
      }));
      const { certificates, problem } = readCertificates(bag);
      if (certificates.length === 0) {
        throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `${what} has no CA certificate${said(problem)}`);
      }
      return orderChain(certificates).map(({ pem }) => pem);
    },

    async issueCertificate({ csr, deadline }) {
      const started = clock.now();
      const what = "the EST server's simpleenroll";
      const certificatePem = await ask(deadline, ({ headers, hidden }) => ({
        what,
        request: () => ({
          method: 'POST',
          url: operation('simpleenroll'),
          ...enrollment(config.bodyFormat, csr, headers),
        }),
        read: (answer) => pickLeaf(what, readAnswer(what, answer, hidden), csr.publicKey.spkiDer),
      }));
      return { certificatePem, authorityMs: clock.now() - started };
    },
  };
}

/** The CSR goes in as it came: whatever the CA does to it, it does to what the device signed. */
function enrollment(
  bodyFormat: EstConfig['bodyFormat'],
  csr: RequestedCertificate,
  credentials: Readonly<Record<string, string>>,
): { headers: Record<string, string>; body: Uint8Array } {
  if (bodyFormat === 'pem') {
    return { headers: { ...credentials, 'content-type': 'text/plain' }, body: Buffer.from(csr.pem) };
  }
  return {
    headers: {
      ...credentials,
      'content-type': 'application/pkcs10',
      // RFC 8951 §3 takes its meaning away; older servers refuse a request without it (415).
      'content-transfer-encoding': 'base64',
    },
    body: Buffer.from(csr.der.toString('base64')),
  };
}

/** The content type is not asked about: what is in the answer says more. */
function readAnswer(what: string, answer: HttpAnswer, hidden: readonly string[]): readonly Buffer[] {
  if (answer.status !== 200) throw serverRefusal(what, answer.status, hideValues(answer.text, hidden));
  try {
    return readCertificateBag(answer.body);
  } catch (cause) {
    if (!(cause instanceof CertprovError)) throw cause;
    throw new AuthorityError(
      'AUTHORITY_ANSWER_INVALID',
      `${what} answered with something else than certificates${said(cause.message)}`,
      { cause },
    );
  }
}

const said = (problem: string | undefined): string => (problem === undefined ? '' : `: ${problem}`);

/** RFC 7617 for Basic. A whole header stands for itself, and before Basic if it is `Authorization` too. */
function readCredentials({ basic, header }: EstSecret) {
  const headers: Record<string, string> = {};
  const hidden: string[] = [];
  if (basic !== undefined) {
    const { username, password } = basic;
    if (typeof username !== 'string' || typeof password !== 'string' || username.includes(':')) {
      throw unusableSecret('basic is not a username, without a colon, and a password');
    }
    const token = Buffer.from(`${username}:${password}`).toString('base64');
    headers['authorization'] = `Basic ${token}`;
    hidden.push(password, token);
  }
  if (header !== undefined) {
    checkHeader('header', header.name, header.value);
    headers[header.name.toLowerCase()] = header.value;
    hidden.push(header.value, header.value.replace(/^\S+\s+/, ''));
  }
  return { headers, hidden };
}
