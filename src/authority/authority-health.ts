import { rootCertificates } from 'node:tls';
import type { Certificate } from '../csr/certificate.ts';
import { readPemBlocks } from '../csr/pem.ts';
import { readCertificateBag } from '../csr/read-certificate-bag.ts';
import { CertprovError } from '../errors.ts';
import { fetchStepCaRoot } from './step-ca/fetch-step-ca-root.ts';
import { httpClient, type HttpAnswer, type HttpClient } from './http/http-client.ts';
import { httpsUrl } from './http/https-url.ts';
import { networkHealth, type AuthorityHealth, type HealthQuestion, type ServerConfig } from './network-health.ts';
import { parseObject } from './http/parse-object.ts';
import { readCertificates, readChain } from './http/certificates-in-answer.ts';
import { renewedIssuer } from './renewed-issuer.ts';
import { serverRefusal } from './http/server-refusal.ts';
import { vaultNamespace, vaultPath } from './vault/vault.ts';

/** All of it, the second attempt included: `status` waits for nobody. */
const LIMIT_MS = 4_000;
const PAUSE_MS = 250;

/**
 * Whether the server of a CA is there and can issue, by a question that issues nothing and sends no credentials: those
 * are in a secret that certprov does not read. Never throws for what a server does.
 */
export async function askHealth(question: HealthQuestion): Promise<AuthorityHealth> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const started = performance.now();
  const first = await attempt(question, signal);
  // One lost packet is no dead CA.
  if (first.state !== 'dead' || performance.now() - started > LIMIT_MS / 2) return first;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  return attempt(question, signal);
}

async function attempt(question: HealthQuestion, signal: AbortSignal): Promise<AuthorityHealth> {
  const { config } = question;
  const text = config.kind === 'vault' ? config.address : config.url;
  const host = URL.canParse(text) ? new URL(text).host : 'the CA';
  try {
    const url = httpsUrl(text, 'its URL');
    const rootsPem = await trustedRoots(question, signal);
    const send = httpClient({ rootsPem });
    const get: Get = (path, headers = {}) => send({ method: 'GET', url: path, headers }, signal);
    return await ASK[config.kind](config as never, url, get, question.issuerPem);
  } catch (cause) {
    return networkHealth(host, cause, question, signal.aborted);
  }
}

/** Of step-ca the fingerprint of the root is a setting, so that the server may bring the root itself. */
async function trustedRoots({ config, rootsPem, issuerPem }: HealthQuestion, signal: AbortSignal): Promise<string> {
  if (rootsPem !== undefined) return rootsPem;
  if (config.kind === 'step-ca') return fetchStepCaRoot(config.url, config.rootFingerprint, signal);
  return [...rootCertificates, issuerPem].join('\n');
}

type Get = (url: URL, headers?: Readonly<Record<string, string>>) => ReturnType<HttpClient>;
type Ask<C> = (config: C, url: URL, get: Get, issuerPem: string) => Promise<AuthorityHealth>;

const ASK: { readonly [K in ServerConfig['kind']]: Ask<Extract<ServerConfig, { readonly kind: K }>> } = {
  /** @see https://www.rfc-editor.org/rfc/rfc7030#section-4.1 (which needs no credentials of whoever asks) */
  async est(_config, url, get, issuerPem) {
    const asked = 'cacerts';
    const answer = await get(below(url, 'cacerts'));
    if (answer.status !== 200) return refused("the EST server's cacerts", answer);
    try {
      const bag = readCertificateBag(answer.body);
      if (bag.length > 0) return answering(asked, issuerPem, readCertificates(bag).certificates);
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
    }
    return { state: 'dead', why: "the EST server's cacerts answered with something else than certificates" };
  },

  /** @see https://github.com/smallstep/certificates/blob/v0.30.2/api/api.go (health) */
  async 'step-ca'(_config, url, get) {
    const answer = await get(below(url, 'health'));
    if (answer.status === 200 && parseObject(answer.text)?.['status'] === 'ok')
      return { state: 'answers', asked: 'health' };
    return refused("step-ca's health", answer);
  },

  /**
   * A standby passes requests on, so it is as good as the active one.
   * @see https://developer.hashicorp.com/vault/api-docs/system/health
   */
  async vault({ mount, namespace }, url, get, issuerPem) {
    const answer = await get(new URL('?standbyok=true&perfstandbyok=true', below(url, 'v1/sys/health')));
    const state = VAULT_STATES[answer.status];
    if (state !== undefined) return { state: 'dead', why: `Vault ${state}` };
    if (answer.status >= 500) return refused("Vault's sys/health", answer);
    const path = `v1/${vaultPath(mount, 'the mount of the PKI engine')}/ca/pem`;
    const issuer = await get(below(url, path), { ...vaultNamespace(namespace), 'x-vault-request': 'true' });
    const what = `Vault's /${path}`;
    const chain = issuer.status === 200 ? readChain(what, issuer.text) : [];
    if (chain.length > 0)
      return answering(`health, ${mount}/ca`, issuerPem, readCertificates(chain.map(derOf)).certificates);
    if (issuer.status === 200 || issuer.status === 204)
      return { state: 'dead', why: `the PKI engine ${mount} at Vault has no CA certificate` };
    return refused(what, issuer);
  },

  /** docs/webhook.md, "Health". A server from before that question refuses it in one way or another. */
  async webhook(_config, url, get) {
    const answer = await get(url, { accept: 'application/json', 'x-certprov-health': '1' });
    if (answer.status === 200 && parseObject(answer.text)?.['status'] === 'ok')
      return { state: 'answers', asked: 'health' };
    if (answer.status >= 500 && answer.status !== 501) return refused("the webhook's health", answer);
    return { state: 'not-asked', why: `the webhook does not know the health request (HTTP ${answer.status})` };
  },
};

function answering(asked: string, issuerPem: string, shown: readonly Certificate[]): AuthorityHealth {
  const renewed = renewedIssuer(issuerPem, shown);
  return { state: 'answers', asked, ...(renewed ? { renewed } : {}) };
}

const derOf = (pem: string): Buffer => readPemBlocks(pem).blocks[0]!.der;

const VAULT_STATES: Readonly<Record<number, string>> = {
  472: 'is a disaster recovery secondary, and issues nothing',
  501: 'is not initialized',
  503: 'is sealed',
};

const below = (base: URL, path: string): URL => new URL(`${base.pathname.replace(/\/+$/, '')}/${path}`, base);

/** A server that wants to know who asks is there; more is not to be had from it without the signer's credentials. */
function refused(what: string, answer: HttpAnswer): AuthorityHealth {
  const why = serverRefusal(what, answer.status, answer.text).message;
  const saysNothing = [401, 403, 405, 429].includes(answer.status);
  return { state: saysNothing ? 'not-asked' : 'dead', why };
}
