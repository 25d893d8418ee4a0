import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VaultConfig } from '../../../src/authority/authority.ts';
import { fixedSecret } from '../../../src/authority/secret-documents.ts';
import { vaultAuthority } from '../../../src/authority/vault/vault.ts';
import type { SampleKeyType } from '../../../src/csr/build-certification-request.ts';
import type { CaReply } from '../ca-server.ts';
import { deviceRequest } from '../device-request.ts';
import { extendedRequest } from '../extended-request.ts';
import { passingClock } from '../passing-clock.ts';
import {
  APPROLE,
  AWS_ENV,
  identity,
  LOGIN,
  loggedIn,
  refusal,
  REQUEST,
  SIGN,
  signed,
  signing,
  vaultWith,
} from './vault-stand-in.ts';

describe('vaultAuthority issues', () => {
  it.each<SampleKeyType>(['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048'])('for a key of %s', async (type) => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')], [SIGN]: [signing] });
    const request = await deviceRequest(type);
    const { certificatePem, authorityMs } = await vault.issue(request);
    const { publicKey } = new X509Certificate(certificatePem);
    expect(publicKey.export({ type: 'spki', format: 'der' })).toEqual(request.csr.publicKey.spkiDer);
    expect(authorityMs).toBeGreaterThanOrEqual(0);
  });

  it.each([
    '/C=DE/O=Müller \\/ Söhne/OU=A/OU=B/CN=Gerät+serialNumber=7',
    '/DC=com/DC=example/CN=d/UID=u',
    '/serialNumber=7',
  ])('by the CSR as it came, for %s', async (subject) => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')], [SIGN]: [signed('LEAF')] });
    const request = extendedRequest([], subject);
    expect(await vault.issue(request)).toMatchObject({ certificatePem: 'LEAF' });
    expect(vault.requests.at(-1)?.json['csr']).toBe(request.csr.pem);
  });

  it('after a login with the AppRole, by an order for a client certificate', async () => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('client-token')], [SIGN]: [signed('LEAF')] });
    await vault.issue();
    const [login, order] = vault.requests;
    expect(login).toMatchObject({ route: LOGIN, json: { role_id: APPROLE.roleId, secret_id: APPROLE.secretId } });
    expect(login?.headers).not.toHaveProperty('x-vault-token');
    expect(order).toMatchObject({
      route: SIGN,
      headers: { 'x-vault-token': 'client-token', 'x-vault-request': 'true', 'content-type': 'application/json' },
    });
    expect(order?.headers).not.toHaveProperty('x-vault-namespace');
    expect(order?.json).toEqual({
      csr: REQUEST.csr.pem,
      ttl: '2160h',
      key_usage: ['DigitalSignature'],
      ext_key_usage: ['ClientAuth'],
      format: 'pem',
    });
  });

  it('with the token of the secret, without a login', async () => {
    const config = { auth: { method: 'token' } } as const;
    await using vault = await vaultWith({ [SIGN]: [signed('LEAF')] }, { config, secret: { token: 'hvs.held' } });
    await vault.issue();
    await vault.issue();
    expect(vault.requests.map(({ headers }) => headers['x-vault-token'])).toEqual(['hvs.held', 'hvs.held']);
  });

  it('with a proof of its role for STS, made anew for every login, and nothing of the secret but the roots', async () => {
    const login = 'POST /v1/auth/aws-eu/login';
    const config: Partial<VaultConfig> = {
      auth: { method: 'aws-iam', mount: 'aws-eu', role: 'signer', serverId: 'vault.example.com' },
    };
    const replies = { [login]: [loggedIn('t', 10)], [SIGN]: [signed('LEAF')] };
    await using vault = await vaultWith(replies, { config, env: AWS_ENV, secret: { approle: undefined } });
    await vault.issue();
    await vault.clock.wait(9_000);
    await vault.issue();
    const logins = vault.requests.filter(({ route }) => route === login);
    const decoded = logins.map(({ json }) => ({
      ...json,
      iam_request_url: Buffer.from(String(json['iam_request_url']), 'base64').toString(),
      iam_request_body: Buffer.from(String(json['iam_request_body']), 'base64').toString(),
      iam_request_headers: JSON.parse(Buffer.from(String(json['iam_request_headers']), 'base64').toString()),
    }));
    expect(decoded[0]).toMatchObject({
      role: 'signer',
      iam_http_request_method: 'POST',
      iam_request_url: 'https://sts.amazonaws.com/',
      iam_request_body: 'Action=GetCallerIdentity&Version=2011-06-15',
      iam_request_headers: {
        host: 'sts.amazonaws.com',
        'x-vault-aws-iam-server-id': 'vault.example.com',
        'x-amz-security-token': AWS_ENV.AWS_SESSION_TOKEN,
      },
    });
    expect(decoded[1]?.iam_request_headers['x-amz-date']).not.toBe(decoded[0]?.iam_request_headers['x-amz-date']);
  });

  it.each([
    ['team-a', 'team-a'],
    ['/admin/team-a/', 'admin/team-a'],
  ])('in the namespace %s, login and chain included', async (namespace, header) => {
    const replies = {
      [LOGIN]: [loggedIn('t')],
      [SIGN]: [signed('LEAF')],
      'GET /v1/pki/ca_chain': [{ status: 200, body: '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----' }],
    };
    await using vault = await vaultWith(replies, { config: { namespace } });
    await vault.issue();
    await vault.authority.caChainPem();
    expect(vault.requests.map(({ headers }) => headers['x-vault-namespace'])).toEqual([header, header, header]);
  });

  it('under mounts and roles with slashes and odd letters, and an address with a path', async () => {
    const replies = {
      'POST /vault/v1/auth/team%20a/approle/login': [loggedIn('t')],
      'POST /vault/v1/team%20a/pki%3F/sign-verbatim/iot%231': [signed('LEAF')],
    };
    await using vault = await vaultWith(replies);
    const authority = vaultAuthority(
      {
        kind: 'vault',
        address: `${vault.url}/vault/`,
        mount: '/team a/pki?/',
        role: 'iot#1',
        auth: { method: 'approle', mount: 'team a/approle/' },
        secretName: 's',
      },
      fixedSecret({ tlsRootsPem: identity.cert, approle: APPROLE }),
    );
    const order = { ...REQUEST, validityDays: 1, deadline: Date.now() + 4_000 };
    expect(await authority.issueCertificate(order)).toMatchObject({ certificatePem: 'LEAF' });
  });

  it("until the CA's own end, when the days would go past it", async () => {
    const clock = passingClock(Date.UTC(2026, 10, 22));
    const issuerNotAfter = new Date('2026-12-02T00:00Z');
    const replies = { [LOGIN]: [loggedIn('t')], [SIGN]: [signed('LEAF')] };
    await using vault = await vaultWith(replies, { clock, issuerNotAfter });
    await vault.issue(REQUEST, { days: 365 });
    expect(vault.requests.at(-1)?.json['ttl']).toBe('239h');
  });

  it('over one connection', async () => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')], [SIGN]: [signed('LEAF')] });
    await vault.issue();
    await vault.issue();
    expect(new Set(vault.requests.map(({ port }) => port)).size).toBe(1);
  });
});

describe('the chain of Vault', () => {
  const CHAIN = 'GET /v1/pki/ca_chain';
  const ALONE = 'GET /v1/pki/ca/pem';
  const pem = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

  it('is what ca_chain says, asked without a token', async () => {
    await using vault = await vaultWith({ [CHAIN]: [{ status: 200, body: `${pem('MAA=')}\n${pem('MAAA')}` }] });
    expect(await vault.authority.caChainPem()).toEqual([pem('MAA='), pem('MAAA')]);
    expect(vault.requests[0]?.headers).not.toHaveProperty('x-vault-token');
    expect(vault.routes()).toEqual([CHAIN]);
  });

  it.each<[string, CaReply]>([
    ['empty', { status: 200, body: '' }],
    ['no content', { status: 204, body: '' }],
  ])('is the CA alone where ca_chain is %s', async (_case, reply) => {
    await using vault = await vaultWith({ [CHAIN]: [reply], [ALONE]: [{ status: 200, body: pem('MAA=') }] });
    expect(await vault.authority.caChainPem()).toEqual([pem('MAA=')]);
  });

  it.each<[string, CaReply, string]>([
    ['denied', refusal(403, 'permission denied'), 'AUTHORITY_ACCESS_DENIED'],
    ['sealed', refusal(503, 'Vault is sealed'), 'AUTHORITY_UNAVAILABLE'],
    ['cut off', { status: 200, body: '-----BEGIN CERTIFICATE-----' }, 'AUTHORITY_ANSWER_INVALID'],
    ['nowhere', { status: 204, body: '' }, 'AUTHORITY_NOT_FOUND'],
  ])('is an error when it is %s', async (_case, reply, code) => {
    await using vault = await vaultWith({ [CHAIN]: [reply], [ALONE]: [{ status: 204, body: '' }] });
    await expect(vault.authority.caChainPem()).rejects.toMatchObject({ code });
  });
});

it.each<[Partial<VaultConfig>, string]>([
  [{ address: 'http://vault.example.com:8200' }, 'not an https: URL'],
  [{ address: 'https://u:p@vault.example.com' }, 'password'],
  [{ address: 'https://vault.example.com/?x' }, 'query'],
  [{ mount: '' }, 'mount of the PKI engine'],
  [{ mount: 'pki/../sys' }, 'mount of the PKI engine'],
  [{ role: '//' }, 'the role'],
  [{ auth: { method: 'approle', mount: 'a//b' } }, 'mount of the login'],
  [{ auth: { method: 'aws-iam', mount: 'aws', role: 'r' } }, 'AWS_REGION'],
  [{ namespace: 'a b' }, 'namespace'],
  [{ namespace: 'a/../b' }, 'namespace'],
  [{ namespace: 'a\r\nx-vault-token: t' }, 'namespace'],
])('vaultAuthority cannot be made from %o', (settings, message) => {
  const config: VaultConfig = {
    kind: 'vault',
    address: 'https://vault.example.com:8200',
    mount: 'pki',
    role: 'iot',
    auth: { method: 'approle', mount: 'approle' },
    secretName: 's',
    ...settings,
  };
  expect(() => vaultAuthority(config, fixedSecret({}), { env: {} })).toThrow(message);
});
