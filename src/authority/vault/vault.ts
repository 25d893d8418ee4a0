import { AuthorityError } from '../authority-error.ts';
import type { CertificateAuthority, VaultConfig } from '../authority.ts';
import { placeFromEnvironment } from '../aws/aws-endpoint.ts';
import { systemClock, type Clock } from '../clock.ts';
import { askWithSecret } from '../http/ask-with-secret.ts';
import { readChain } from '../http/certificates-in-answer.ts';
import { httpsUrl } from '../http/https-url.ts';
import { parseObject } from '../http/parse-object.ts';
import type { SecretSource, VaultSecret } from '../secret-documents.ts';
import { validityHours } from '../validity-hours.ts';
import { heldToken, isToken, vaultCredentials } from './vault-credentials.ts';
import { loginRefusal, signRefusal, vaultRefusal } from './vault-refusal.ts';
import { vaultSession, type VaultToken } from './vault-session.ts';

interface VaultTools {
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  /** The end of the CA's own certificate: none is ordered for longer. */
  readonly issuerNotAfter?: Date | undefined;
}

const CHAIN_TIMEOUT_MS = 4_000;

/**
 * The header for a namespace such as `admin/team-a`; none for the root one. Slashes around it are harmless.
 * @see https://developer.hashicorp.com/vault/docs/enterprise/namespaces
 */
export function vaultNamespace(namespace: string | undefined): Readonly<Record<string, string>> {
  const path = namespace?.replace(/^\/+|\/+$/g, '') ?? '';
  if (path === '') return {};
  const isPath = path.split('/').every((name) => /^[!-.0-~]+$/.test(name) && name !== '.' && name !== '..');
  if (!isPath) throw new Error('the namespace is not a path such as admin/team-a, without spaces');
  return { 'x-vault-namespace': path };
}

/**
 * The segments of a mount or role, which may be given with slashes around them, escaped for a URL. `setting` is named in
 * the error.
 */
export function vaultPath(path: string, setting: string): string {
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new Error(`${setting} is not a path such as pki or team-a/pki`);
  }
  return segments.map(encodeURIComponent).join('/');
}

/**
 * HashiCorp Vault or OpenBao, `sign-verbatim`: the one operation of its PKI engine that keeps the subject of a CSR.
 * Throws at once for settings that could never issue. A role or mount with a lower `max_ttl` shortens the validity, which
 * the answer mentions among its warnings and the certificate shows.
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#sign-verbatim
 */
export function vaultAuthority(
  config: VaultConfig,
  secret: SecretSource<VaultSecret>,
  { env = process.env, clock = systemClock, issuerNotAfter }: VaultTools = {},
): CertificateAuthority {
  const { auth } = config;
  const base = httpsUrl(config.address, 'the address of Vault');
  if (base.search !== '') throw new Error('the address of Vault has a query (?), which it does not know');
  const operation = (path: string): URL => new URL(`${base.pathname.replace(/\/+$/, '')}/v1/${path}`, base);
  const mount = vaultPath(config.mount, 'the mount of the PKI engine');
  const signUrl = operation(`${mount}/sign-verbatim/${vaultPath(config.role, 'the role')}`);
  const loginUrl =
    auth.method === 'token' ? undefined : operation(`auth/${vaultPath(auth.mount, 'the mount of the login')}/login`);
  if (auth.method === 'aws-iam') placeFromEnvironment(env);

  const headers = {
    ...vaultNamespace(config.namespace),
    // Listeners may insist on it: no browser can be made to send it.
    'x-vault-request': 'true',
    'content-type': 'application/json',
  };
  const ask = askWithSecret(secret, (value) => vaultCredentials(auth, value, env, () => clock.now()), clock);
  const session = vaultSession({ logIn, forget: () => secret.forget(), clock });

  async function logIn(deadline: number): Promise<VaultToken> {
    if (!loginUrl) return { value: heldToken(await secret.read(deadline)), leaseSeconds: 0 };
    const what = `Vault's ${loginUrl.pathname}`;
    return ask(deadline, ({ loginBody, hidden }) => ({
      what,
      request: () => ({ method: 'POST', url: loginUrl, headers, body: Buffer.from(JSON.stringify(loginBody())) }),
      read: (answer) => {
        if (answer.status !== 200) throw loginRefusal(what, answer, hidden());
        const { client_token: value, lease_duration: leaseSeconds } = member(answer.text, 'auth');
        if (isToken(value) && typeof leaseSeconds === 'number') return { value, leaseSeconds };
        throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer of ${what} has no token`);
      },
    }));
  }

  /** A public operation with PEM in its answer, even where there is a namespace. */
  function certificates(path: string): Promise<readonly string[]> {
    const url = operation(`${mount}/${path}`);
    const what = `Vault's ${url.pathname}`;
    return ask(clock.now() + CHAIN_TIMEOUT_MS, ({ hidden }) => ({
      what,
      request: () => ({ method: 'GET', url, headers }),
      read: (answer) => {
        if (answer.status === 200) return readChain(what, answer.text);
        // An engine without a chain says so with nothing.
        if (answer.status === 204) return [];
        throw vaultRefusal(what, answer, hidden());
      },
    }));
  }

  return {
    kind: 'vault',

    async caChainPem() {
      const chain = await certificates('ca_chain');
      if (chain.length > 0) return chain;
      // A root alone was no chain to Vault before https://github.com/hashicorp/vault/pull/13935 of 2022.
      const alone = await certificates('ca/pem');
      if (alone.length > 0) return alone;
      throw new AuthorityError('AUTHORITY_NOT_FOUND', `${mount} at Vault has no CA certificate yet`);
    },

    async issueCertificate({ csr, validityDays, deadline }) {
      const started = clock.now();
      const order = {
        csr: csr.pem,
        ttl: `${validityHours(started, validityDays, issuerNotAfter)}h`,
        // For a CSR that says nothing: Vault copies the extensions of one that does, and they go before these, which is
        // why the signer looks at them first. Without these it would be keyAgreement and keyEncipherment too, and every
        // purpose.
        key_usage: ['DigitalSignature'],
        ext_key_usage: ['ClientAuth'],
        // The certificate alone; `pem_bundle` would put the chain behind it.
        format: 'pem',
      };
      const what = `Vault's ${signUrl.pathname}`;
      const body = Buffer.from(JSON.stringify(order));
      const certificatePem = await session(deadline, (token) =>
        ask(deadline, ({ hidden }) => ({
          what,
          request: () => ({ method: 'POST', url: signUrl, headers: { ...headers, 'x-vault-token': token }, body }),
          read: (answer) => {
            if (answer.status !== 200) throw signRefusal(what, answer, [...hidden(), token]);
            const { certificate } = member(answer.text, 'data');
            if (typeof certificate === 'string' && certificate !== '') return certificate;
            throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer of ${what} has no certificate`);
          },
        })),
      );
      return { certificatePem, authorityMs: clock.now() - started };
    },
  };
}

/** The members of an object in a JSON object; none when there is no such thing. */
function member(text: string, name: string): Readonly<Record<string, unknown>> {
  const value = parseObject(text)?.[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
