import { createHash } from 'node:crypto';
import { readPemBlocks } from '../../csr/pem.ts';
import { CertprovError } from '../../errors.ts';
import { AuthorityError, type AuthorityErrorCode, unusableSecret } from '../authority-error.ts';
import type { CertificateAuthority, RequestedCertificate, StepCaConfig } from '../authority.ts';
import { systemClock, type Clock } from '../clock.ts';
import { askWithSecret } from '../http/ask-with-secret.ts';
import { readChain } from '../http/certificates-in-answer.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { httpsUrl } from '../http/https-url.ts';
import { parseObject } from '../http/parse-object.ts';
import { hideValues, pageOnly, serverRefusal } from '../http/server-refusal.ts';
import type { SecretSource, StepCaSecret } from '../secret-documents.ts';
import { validityHours } from '../validity-hours.ts';
import { readStepCaProvisioner } from './step-ca-provisioner.ts';
import { stepCaToken } from './step-ca-token.ts';

interface StepCaTools {
  readonly clock?: Clock;
  /** The end of the CA's own certificate: none is ordered for longer. */
  readonly issuerNotAfter?: Date | undefined;
}

const CHAIN_TIMEOUT_MS = 4_000;

/**
 * `{"status":403,"message":"…"}`, without the token should somebody on the way repeat it. What is not JSON is not of
 * step-ca, and left out.
 * @see https://github.com/smallstep/certificates/blob/v0.30.2/errs/error.go
 */
function stepCaRefusal(what: string, { status, text }: HttpAnswer, ott = ''): AuthorityError {
  const message = parseObject(text)?.['message'];
  const detail = typeof message === 'string' ? hideValues(message, [ott]) : pageOnly(text);
  return serverRefusal(what, status, detail, status === 403 ? forbidden(detail) : undefined);
}

/** 403 is whatever its rules say no to: the names in the CSR, the validity, or the provisioner itself. */
function forbidden(detail: string): AuthorityErrorCode | undefined {
  if (/certificate request|name "[^"]*" not allowed/.test(detail)) return 'AUTHORITY_REFUSED_CSR';
  // Nothing that other credentials would mend.
  return /certificate duration|notAfter|notBefore/.test(detail) ? 'AUTHORITY_REFUSED' : undefined;
}

/**
 * step-ca, with a JWK or an X5C provisioner. Throws at once for settings that could never issue. How much of the subject
 * the certificate keeps is decided by the provisioner's template: the default one keeps the CN and nothing else, one with
 * `"rawSubject": {{ toJson .Insecure.CR.RawSubject }}` keeps every byte.
 *
 * With X5C the certificate cannot outlive the provisioner's own, and step-ca refuses one that would: shortening it here
 * would hand out certificates that nobody expects to end.
 * @see https://github.com/smallstep/certificates/blob/v0.30.2/api/sign.go
 */
export function stepCaAuthority(
  config: StepCaConfig,
  secret: SecretSource<StepCaSecret>,
  { clock = systemClock, issuerNotAfter }: StepCaTools = {},
): CertificateAuthority {
  const base = httpsUrl(config.url, 'the URL of step-ca');
  if (base.search !== '') throw new Error('the URL of step-ca has a query (?), which it does not know');
  if (!/^[\da-f]{64}$/.test(config.rootFingerprint)) {
    throw new Error('the fingerprint of the root of step-ca is not a SHA-256 in lower-case hex');
  }
  const operation = (name: string): URL => new URL(`${base.pathname.replace(/\/+$/, '')}/1.0/${name}`, base);
  const signUrl = operation('sign');

  const ask = askWithSecret(
    secret,
    (value) => {
      checkRoots(value.tlsRootsPem, config.rootFingerprint);
      return readStepCaProvisioner(value);
    },
    clock,
  );

  async function certificates(name: 'roots' | 'intermediates'): Promise<readonly string[]> {
    const what = `step-ca's ${name}`;
    const pem = await ask(clock.now() + CHAIN_TIMEOUT_MS, () => ({
      what,
      request: () => ({ method: 'GET', url: operation(name), headers: {} }),
      read: (answer) => {
        const list = isSuccess(answer.status) ? parseObject(answer.text)?.['crts'] : undefined;
        if (Array.isArray(list)) return list.join('\n');
        // Old versions do not have it (404); one in front of another CA does not know them (501).
        if (name === 'intermediates' && [404, 501].includes(answer.status)) return '';
        throw stepCaRefusal(what, answer);
      },
    }));
    return readChain(what, pem);
  }

  return {
    kind: 'step-ca',

    async caChainPem() {
      return [...(await certificates('intermediates')), ...(await certificates('roots'))];
    },

    async issueCertificate({ csr, validityDays, deadline }) {
      const started = clock.now();
      const names = requestedNames(csr);
      const subject = csr.subject.commonName || names[0] || nameOfNobody(csr);
      const notAfter = `${validityHours(started, validityDays, issuerNotAfter)}h`;
      const what = "step-ca's sign";
      const certificatePem = await ask(deadline, (provisioner) => {
        let ott = '';
        return {
          what,
          request: () => {
            ott = stepCaToken(config, provisioner, { signUrl, subject, names, now: clock.now() });
            return {
              method: 'POST',
              url: signUrl,
              headers: { 'content-type': 'application/json' },
              body: Buffer.from(JSON.stringify({ csr: csr.pem, ott, notAfter })),
            };
          },
          read: (answer) => {
            const crt = isSuccess(answer.status) ? parseObject(answer.text)?.['crt'] : undefined;
            if (typeof crt === 'string' && crt !== '') return crt;
            throw stepCaRefusal(what, answer, ott);
          },
        };
      });
      return { certificatePem, authorityMs: clock.now() - started };
    },
  };
}

/** A name that can stand in a token: what step-ca takes `sans` for. */
const NAME = /^(?:DNS|URI|IP|email):([!-[\]-~]+)$/;

/** step-ca compares the names of the token with those of the CSR, whichever template it goes by. */
function requestedNames({ subjectAltNames }: RequestedCertificate): readonly string[] {
  const names = subjectAltNames.map((name) => {
    const text = NAME.exec(name)?.[1];
    if (text !== undefined) return text;
    const shown = JSON.stringify(name.slice(0, 100));
    const why = 'and the token of step-ca can order DNS names, addresses, e-mail addresses and URIs only';
    throw new AuthorityError('AUTHORITY_REFUSED_CSR', `the CSR asks for the subjectAltName ${shown}, ${why}`);
  });
  return [...new Set(names)];
}

/**
 * A token needs a subject even if the CSR has neither CN nor SAN. Where the template has `.SANs`, step-ca makes it the one
 * SAN, so it must not be a name that anything else has, such as the client ID that the device chose.
 */
const nameOfNobody = ({ der }: RequestedCertificate): string =>
  `csr-${createHash('sha256').update(der).digest('hex').slice(0, 32)}`;

/** It answers 201, to questions too. */
const isSuccess = (status: number): boolean => status === 200 || status === 201;

/** That the secret has the root which the operator compared, and not merely some root. */
function checkRoots(rootsPem: unknown, fingerprint: string): void {
  if (typeof rootsPem !== 'string') throw unusableSecret('it has no tlsRootsPem');
  try {
    const { blocks } = readPemBlocks(rootsPem);
    if (blocks.some(({ der }) => createHash('sha256').update(der).digest('hex') === fingerprint)) return;
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    throw unusableSecret('tlsRootsPem holds something else than certificates in PEM');
  }
  throw new AuthorityError(
    'AUTHORITY_UNTRUSTED',
    `no root in the secret of step-ca has the fingerprint ${fingerprint} of the settings`,
  );
}
