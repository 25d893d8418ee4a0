import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { askHealth } from '../../src/authority/authority-health.ts';
import type { AuthorityHealth, ServerConfig } from '../../src/authority/network-health.ts';
import { makeOwnCa } from '../csr/own-ca.ts';
import { makeServerIdentity } from '../signer/test-authority.ts';
import { startHttpsServer, type Answering, type ServedAnswer } from '../support/https-server.ts';
import { bagOf } from './est/est-stand-in.ts';

let identity: { key: string; cert: string };
let issuerPem: string;
/** Of the same CA: with its key, and with another one. */
let renewedPem: string;
let rekeyedPem: string;
beforeAll(async () => {
  identity = await makeServerIdentity();
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  issuerPem = (await makeOwnCa(keys)).pem;
  renewedPem = (await makeOwnCa(keys, Date.now(), 20)).pem;
  rekeyedPem = (await makeOwnCa(generateKeyPairSync('ec', { namedCurve: 'P-256' }))).pem;
});

const secretName = 'certprov/certprov-signer';
const fingerprint = (): string => createHash('sha256').update(new X509Certificate(identity.cert).raw).digest('hex');

const CONFIGS: Readonly<Record<ServerConfig['kind'], (origin: string) => ServerConfig>> = {
  est: (origin) => ({ kind: 'est', url: `${origin}/.well-known/est`, bodyFormat: 'base64-der', secretName }),
  'step-ca': (origin) => ({
    kind: 'step-ca',
    url: origin,
    rootFingerprint: fingerprint(),
    provisioner: 'certprov',
    secretName,
  }),
  vault: (origin) => ({
    kind: 'vault',
    address: origin,
    mount: 'team-a/pki',
    role: 'devices',
    auth: { method: 'token' },
    secretName,
  }),
  webhook: (origin) => ({ kind: 'webhook', url: `${origin}/sign?plant=7`, secretName }),
};
const KINDS = Object.keys(CONFIGS) as ServerConfig['kind'][];

/** What each kind of server answers when all is well. */
const WELL: Readonly<Record<ServerConfig['kind'], (path: string) => ServedAnswer>> = {
  est: () => bagOf(issuerPem),
  'step-ca': (path) =>
    path.startsWith('/root/')
      ? { status: 200, body: JSON.stringify({ ca: identity.cert }) }
      : { status: 200, body: '{"status":"ok"}\n' },
  vault: (path) =>
    path.startsWith('/v1/sys/health') ? { status: 200, body: '{"sealed":false}' } : { status: 200, body: issuerPem },
  webhook: () => ({ status: 200, body: '{"status":"ok"}' }),
};

/** By paths that each server documents as issuing nothing; what tells a webhook's from an order is a header. */
const QUESTIONS: Readonly<Record<ServerConfig['kind'], readonly object[]>> = {
  est: [{ path: '/.well-known/est/cacerts' }],
  'step-ca': [{ path: '/health' }],
  vault: [{ path: '/v1/sys/health?standbyok=true&perfstandbyok=true' }, { path: '/v1/team-a/pki/ca/pem' }],
  webhook: [{ path: '/sign?plant=7', headers: { 'x-certprov-health': '1' } }],
};

interface Circumstances {
  readonly rootsPem?: string | undefined;
  readonly isInVpc?: boolean;
}

const ask = (
  kind: ServerConfig['kind'],
  origin: string,
  { rootsPem, isInVpc = false }: Circumstances,
): Promise<AuthorityHealth> => askHealth({ config: CONFIGS[kind](origin), rootsPem, issuerPem, isInVpc });

async function healthWith(kind: ServerConfig['kind'], answer: Answering, more: Circumstances = {}) {
  await using server = await startHttpsServer(identity, answer);
  const health = await ask(kind, server.origin, { rootsPem: identity.cert, ...more });
  return { health, requests: [...server.requests] };
}

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return `https://127.0.0.1:${port}`;
}

describe.each(KINDS)('a CA of the kind %s', (kind) => {
  it('that answers is known by questions that issue nothing and carry no credentials', async () => {
    const { health, requests } = await healthWith(kind, ({ path }) => WELL[kind](path));
    expect(health).toMatchObject({ state: 'answers' });
    expect(requests).toMatchObject(QUESTIONS[kind]);
    for (const { method, headers, body } of requests) {
      expect({ method, body: body.length }).toEqual({ method: 'GET', body: 0 });
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('x-vault-token');
      expect(headers).not.toHaveProperty('x-certprov-signature');
    }
  });

  it('that refuses connections is dead', async () => {
    const health = await ask(kind, await closedPort(), { rootsPem: identity.cert });
    expect(health).toMatchObject({ state: 'dead', why: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([500, 502, 503, 504])('that answers HTTP %i is dead', async (status) => {
    const { health } = await healthWith(kind, () => ({ status, body: '<html>Bad Gateway</html>' }));
    expect(health).toMatchObject({ state: 'dead' });
    expect(health).not.toMatchObject({ why: expect.stringContaining('<') });
  });

  it('whose certificate the pinned roots do not vouch for is dead', async () => {
    const other = await makeServerIdentity();
    const { health } = await healthWith(kind, ({ path }) => WELL[kind](path), { rootsPem: other.cert });
    expect(health).toMatchObject({ state: 'dead', why: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
  });

  it('that says nothing is dead within seconds', async () => {
    const started = performance.now();
    const { health } = await healthWith(kind, () => 'hang');
    expect(health).toMatchObject({ state: 'dead', why: expect.stringContaining('in time') });
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it('is asked once more after one failure', async () => {
    let failed = false;
    const { health } = await healthWith(kind, ({ path }) => {
      if (failed) return WELL[kind](path);
      failed = true;
      return { status: 503 };
    });
    expect(health).toMatchObject({ state: 'answers' });
  });

  it('that only the VPC of the function reaches was not asked', async () => {
    const health = await ask(kind, await closedPort(), { rootsPem: identity.cert, isInVpc: true });
    expect(health).toMatchObject({ state: 'not-asked', why: expect.stringContaining('VPC') });
  });

  it.each([401, 403])('that wants to know who asks, with HTTP %i, was not asked', async (status) => {
    const { health } = await healthWith(kind, ({ path }) =>
      path.startsWith('/root/') ? WELL[kind](path) : { status, body: 'who are you?' },
    );
    expect(health).toMatchObject({ state: 'not-asked' });
  });
});

describe('a server whose roots this machine does not know', () => {
  it.each(['est', 'vault', 'webhook'] as const)('was not asked: %s', async (kind) => {
    const { health, requests } = await healthWith(kind, ({ path }) => WELL[kind](path), { rootsPem: undefined });
    expect(health).toMatchObject({ state: 'not-asked', why: expect.stringContaining('does not read') });
    expect(requests).toEqual([]);
  });

  it('is asked when it is step-ca, whose root is pinned', async () => {
    const { health } = await healthWith('step-ca', ({ path }) => WELL['step-ca'](path), { rootsPem: undefined });
    expect(health).toEqual({ state: 'answers', asked: 'health' });
  });

  it('is dead when it is step-ca with another root', async () => {
    const other = await makeServerIdentity();
    const { health } = await healthWith('step-ca', () => ({ status: 200, body: JSON.stringify({ ca: other.cert }) }), {
      rootsPem: undefined,
    });
    expect(health).toMatchObject({ state: 'dead', why: expect.stringContaining('fingerprint') });
  });
});

describe('Vault', () => {
  it.each([
    [501, 'not initialized'],
    [503, 'sealed'],
    [472, 'disaster recovery'],
  ])('with HTTP %i is dead: %s', async (status, why) => {
    const { health } = await healthWith('vault', () => ({ status, body: '{}' }));
    expect(health).toMatchObject({ state: 'dead', why: expect.stringContaining(why) });
  });

  it.each([
    ['is gone', 404],
    ['has no CA yet', 204],
  ])('whose PKI engine %s is dead', async (_what, status) => {
    const { health, requests } = await healthWith('vault', ({ path }) =>
      path.startsWith('/v1/sys/health') ? WELL.vault(path) : { status },
    );
    expect(health).toMatchObject({ state: 'dead' });
    expect(requests.at(-1)?.path).toBe('/v1/team-a/pki/ca/pem');
  });
});

describe('a webhook', () => {
  it.each([200, 202, 302, 400, 404, 405, 422, 501])(
    'from before the health request is never red: HTTP %i',
    async (status) => {
      const { health } = await healthWith('webhook', () => ({ status, body: '{}' }));
      expect(health).toEqual({
        state: 'not-asked',
        why: `the webhook does not know the health request (HTTP ${status})`,
      });
    },
  );

  it('is asked at its own URL, with its query', async () => {
    const { requests } = await healthWith('webhook', ({ path }) => WELL.webhook(path));
    expect(requests).toMatchObject([{ path: '/sign?plant=7', headers: { 'x-certprov-health': '1' } }]);
  });

  it('that wants a client certificate was not asked', async () => {
    await using server = await startHttpsServer(identity, ({ path }) => WELL.webhook(path), {
      clientRoots: identity.cert,
    });
    expect(await ask('webhook', server.origin, { rootsPem: identity.cert })).toMatchObject({ state: 'not-asked' });
  });
});

it('a page in place of certificates is no EST server', async () => {
  const { health } = await healthWith('est', () => ({ status: 200, body: '<html>Sign in</html>' }));
  expect(health).toMatchObject({ state: 'dead', why: expect.stringContaining('something else than certificates') });
});

/** What the two kinds that show their CA show. */
const SHOWN: Readonly<Record<'est' | 'vault', (pem: string) => Answering>> = {
  est: (pem) => () => bagOf(pem),
  vault:
    (pem) =>
    ({ path }) =>
      path.startsWith('/v1/sys/health') ? { status: 200, body: '{"sealed":false}' } : { status: 200, body: pem },
};

describe.each(['est', 'vault'] as const)('a CA behind %s that shows its certificate', (kind) => {
  it('is not renewed while that is the linked one', async () => {
    const { health } = await healthWith(kind, SHOWN[kind](issuerPem));
    expect(health).toEqual({ state: 'answers', asked: expect.any(String) });
  });

  it.each([
    ['its own key', () => renewedPem, true],
    ['another key', () => rekeyedPem, false],
  ])('is known to be renewed, with %s, when that is another one of the same name', async (_key, shown, sameKey) => {
    const { health } = await healthWith(kind, SHOWN[kind](shown()));
    const notAfter = new Date(new X509Certificate(shown()).validTo);
    expect(health).toEqual({ state: 'answers', asked: expect.any(String), renewed: { notAfter, sameKey } });
  });

  it('is not known to be renewed when certificates of others are all that it shows', async () => {
    const { health } = await healthWith(kind, SHOWN[kind](identity.cert));
    expect(health).toEqual({ state: 'answers', asked: expect.any(String) });
  });
});

describe('an EST server that shows the linked CA beside a new one', () => {
  it('is not known to be renewed', async () => {
    const { health } = await healthWith('est', () => bagOf(renewedPem, issuerPem));
    expect(health).toEqual({ state: 'answers', asked: 'cacerts' });
  });
});
