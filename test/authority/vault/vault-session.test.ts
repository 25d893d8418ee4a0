import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/authority/clock.ts';
import type { SecretSource, VaultSecret } from '../../../src/authority/secret-documents.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import type { CaReply } from '../ca-server.ts';
import {
  APPROLE,
  AWS_ENV,
  denied,
  identity,
  LOGIN,
  loggedIn,
  refusal,
  REQUEST,
  SIGN,
  signed,
  signingFor,
  vaultWith,
} from './vault-stand-in.ts';

describe('the token of Vault', () => {
  it('serves every request until 80 % of its lease, then there is a new one', async () => {
    const replies = { [LOGIN]: [loggedIn('first', 1_000), loggedIn('second', 1_000)], [SIGN]: [signed('LEAF')] };
    await using vault = await vaultWith(replies);
    await vault.issue();
    await vault.clock.wait(799_000);
    await vault.issue();
    expect(vault.routes()).toEqual([LOGIN, SIGN, SIGN]);
    await vault.clock.wait(1_000);
    await vault.issue();
    expect(vault.routes()).toEqual([LOGIN, SIGN, SIGN, LOGIN, SIGN]);
    expect(vault.requests.map(({ headers }) => headers['x-vault-token'])).toEqual([
      undefined,
      'first',
      'first',
      undefined,
      'second',
    ]);
  });

  it('is kept for good when its lease does not end', async () => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t', 0)], [SIGN]: [signed('LEAF')] });
    await vault.issue();
    await vault.clock.wait(10 * 365 * 86_400_000);
    await vault.issue();
    expect(vault.count(LOGIN)).toBe(1);
  });

  it('is renewed once when it is refused, as one is that was revoked', async () => {
    const replies = { [LOGIN]: [loggedIn('revoked'), loggedIn('good')], [SIGN]: [signingFor('good')] };
    await using vault = await vaultWith(replies);
    expect(await vault.issue()).toMatchObject({ certificatePem: 'LEAF' });
    await vault.issue();
    expect(vault.routes()).toEqual([LOGIN, SIGN, LOGIN, SIGN, SIGN]);
  });

  it('is not renewed twice, and the next request begins with a login', async () => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')], [SIGN]: [denied] });
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_ACCESS_DENIED' });
    expect(vault.routes()).toEqual([LOGIN, SIGN, LOGIN, SIGN]);
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_ACCESS_DENIED' });
    expect(vault.count(LOGIN)).toBe(4);
  });

  it('stays when the CSR was refused, or the server failed', async () => {
    const replies = {
      [LOGIN]: [loggedIn('t')],
      [SIGN]: [refusal(400, 'bad CSR'), refusal(500, 'internal error'), refusal(500, 'again'), signed('LEAF')],
    };
    await using vault = await vaultWith(replies);
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_REFUSED_CSR' });
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_UNAVAILABLE' });
    await vault.issue();
    expect(vault.count(LOGIN)).toBe(1);
  });

  it('is looked for again in a secret that had none', async () => {
    const versions: readonly VaultSecret[] = [
      { tlsRootsPem: identity.cert },
      { tlsRootsPem: identity.cert, token: 't' },
    ];
    let reads = 0;
    let known: VaultSecret | undefined;
    const source: SecretSource<VaultSecret> = {
      read: async () => (known ??= versions[reads++] ?? versions[1]!),
      forget: () => (known = undefined),
    };
    await using vault = await vaultWith(
      { [SIGN]: [signed('LEAF')] },
      { source, config: { auth: { method: 'token' } } },
    );
    expect(await vault.issue()).toMatchObject({ certificatePem: 'LEAF' });
  });

  it('is had with the credentials of now: a secret that was refused is read again', async () => {
    const versions: readonly VaultSecret[] = [
      { tlsRootsPem: identity.cert, approle: { ...APPROLE, secretId: 'rotated' } },
      { tlsRootsPem: identity.cert, approle: APPROLE },
    ];
    let reads = 0;
    let known: VaultSecret | undefined;
    const source: SecretSource<VaultSecret> = {
      read: async () => (known ??= versions[reads++] ?? versions[1]!),
      forget: () => (known = undefined),
    };
    const strict: CaReply = ({ json }) =>
      json['secret_id'] === APPROLE.secretId
        ? { status: 200, body: { auth: { client_token: 't', lease_duration: 60 } } }
        : { status: 400, body: { errors: ['invalid role or secret ID'] } };
    await using vault = await vaultWith({ [LOGIN]: [strict], [SIGN]: [signed('LEAF')] }, { source });
    expect(await vault.issue()).toMatchObject({ certificatePem: 'LEAF' });
    expect(reads).toBe(2);
  });
});

describe('vaultAuthority tells apart', () => {
  // As OpenBao 2.7.2 words it.
  it.each<[number, readonly string[], string, RegExp]>([
    [400, ['certificate request could not be parsed'], 'AUTHORITY_REFUSED_CSR', /could not be parsed/],
    [400, ['unknown role: iot'], 'AUTHORITY_NOT_FOUND', /unknown role/],
    [
      400,
      [
        'cannot satisfy request, as TTL would result in notAfter of 2032 that is beyond the expiration of the CA certificate',
      ],
      'AUTHORITY_REFUSED',
      /beyond the expiration/,
    ],
    [
      404,
      ['no handler for route "pki/sign-verbatim/iot". route entry not found.'],
      'AUTHORITY_NOT_FOUND',
      /no handler/,
    ],
    [404, [], 'AUTHORITY_NOT_FOUND', /HTTP 404$/],
    [429, ['rate limit quota exceeded'], 'AUTHORITY_THROTTLED', /quota/],
    [500, ['one', 'two'], 'AUTHORITY_UNAVAILABLE', /one; two/],
    [503, ['Vault is sealed'], 'AUTHORITY_UNAVAILABLE', /Vault is sealed/],
    [307, [], 'AUTHORITY_ANSWER_INVALID', /standby/],
    [202, [], 'AUTHORITY_PENDING', /approval/],
  ])('HTTP %d %j', async (status, errors, code, message) => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')], [SIGN]: [refusal(status, ...errors)] });
    await expect(vault.issue()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each<[number, string, string, string]>([
    [400, 'invalid role or secret ID', 'AUTHORITY_CREDENTIALS_REFUSED', 'approle/login'],
    [403, 'permission denied', 'AUTHORITY_CREDENTIALS_REFUSED', 'approle/login'],
    [404, 'namespace not found', 'AUTHORITY_NOT_FOUND', 'namespace not found'],
    [503, 'Vault is sealed', 'AUTHORITY_UNAVAILABLE', 'Vault is sealed'],
  ])('a login that is answered with HTTP %d %s', async (status, error, code, message) => {
    await using vault = await vaultWith({ [LOGIN]: [refusal(status, error)] });
    await expect(vault.issue()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(vault.count(SIGN)).toBe(0);
  });

  it.each<[string, Record<string, readonly CaReply[]>]>([
    ['a login without a token', { [LOGIN]: [{ status: 200, body: { auth: null } }] }],
    ['a token that is no header', { [LOGIN]: [loggedIn('a\nb')] }],
    ['a login without a lease', { [LOGIN]: [{ status: 200, body: { auth: { client_token: 't' } } }] }],
    ['an order without a certificate', { [LOGIN]: [loggedIn('t')], [SIGN]: [{ status: 200, body: { data: {} } }] }],
    ['a page', { [LOGIN]: [loggedIn('t')], [SIGN]: [{ status: 200, body: '<html>captive portal</html>' }] }],
  ])('%s', async (_case, replies) => {
    await using vault = await vaultWith(replies);
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_ANSWER_INVALID' });
  });

  it('a server that never answers, within the deadline', async () => {
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')], [SIGN]: ['hang'] }, { clock: systemClock });
    const started = performance.now();
    await expect(vault.issue(REQUEST, { withinMs: 300 })).rejects.toMatchObject({ code: 'AUTHORITY_TIMEOUT' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('a login that never ends, within the deadline', async () => {
    await using vault = await vaultWith({ [LOGIN]: ['hang'] }, { clock: systemClock });
    await expect(vault.issue(REQUEST, { withinMs: 200 })).rejects.toMatchObject({ code: 'AUTHORITY_TIMEOUT' });
  });

  it('a server of another root, which gets nothing', async () => {
    const secret = { tlsRootsPem: (await makeServerIdentity()).cert };
    await using vault = await vaultWith({ [LOGIN]: [loggedIn('t')] }, { secret });
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_UNTRUSTED' });
    expect(vault.requests).toEqual([]);
  });

  it.each<[string, VaultSecret, 'approle' | 'token']>([
    ['no approle', { approle: undefined }, 'approle'],
    ['half an approle', { approle: { roleId: 'r' } } as unknown as VaultSecret, 'approle'],
    ['no token', {}, 'token'],
    ['a token with a line break', { token: 'hvs.a\nb' }, 'token'],
  ])('a secret with %s, and sends nothing', async (_case, secret, method) => {
    const config = { auth: { method, mount: 'approle' } };
    await using vault = await vaultWith({}, { config, secret });
    await expect(vault.issue()).rejects.toMatchObject({ code: 'AUTHORITY_CREDENTIALS_REFUSED' });
    expect(vault.requests).toEqual([]);
  });
});

describe('vaultAuthority keeps out of errors', () => {
  /** Answers with all that it was sent. */
  const echo =
    (status: number): CaReply =>
    ({ headers, json }) => ({
      status,
      body: { errors: [`got ${String(headers['x-vault-token'])} and ${JSON.stringify(json)}`] },
    });
  const said = (error: unknown) => JSON.stringify(error, ['message', 'cause', 'stack', 'code', 'name', 'awsCode']);

  it('the AppRole', async () => {
    await using vault = await vaultWith({ [LOGIN]: [echo(500)] });
    const text = said(await vault.issue().catch((error: unknown) => error));
    expect(text).toContain('(left out)');
    expect(text).not.toContain(APPROLE.roleId);
    expect(text).not.toContain(APPROLE.secretId);
  });

  it.each([400, 403, 500])('the client token, answered with HTTP %d', async (status) => {
    const token = 'hvs.client-token-that-no-error-may-hold';
    await using vault = await vaultWith({ [LOGIN]: [loggedIn(token)], [SIGN]: [echo(status)] });
    const text = said(await vault.issue().catch((error: unknown) => error));
    expect(text).toContain('(left out)');
    expect(text).not.toContain(token);
  });

  it('the session token of the role, which STS quotes when it does not like the signature', async () => {
    const login = 'POST /v1/auth/aws/login';
    const config = { auth: { method: 'aws-iam', mount: 'aws', role: 'signer' } } as const;
    const quoting: CaReply = ({ json }) => {
      const headers = JSON.parse(Buffer.from(String(json['iam_request_headers']), 'base64').toString());
      const quoted = `The Canonical String should have been x-amz-security-token:${headers['x-amz-security-token']}`;
      return { status: 400, body: { errors: [`error making upstream request: ${quoted}`] } };
    };
    await using vault = await vaultWith({ [login]: [quoting] }, { config, env: AWS_ENV });
    const text = said(await vault.issue().catch((error: unknown) => error));
    expect(text).toContain('x-amz-security-token:(left out)');
    expect(text).not.toContain(AWS_ENV.AWS_SESSION_TOKEN);
  });
});
