import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { estAuthority } from '../../../src/authority/est/est.ts';
import type { EstSecret } from '../../../src/authority/secret-documents.ts';
import { startHttpsServer } from '../../support/https-server.ts';
import { estStandIn, refusing, REQUEST } from './est-stand-in.ts';
import { passingClock } from '../passing-clock.ts';

const PASSWORD = 'a-password-that-no-error-may-hold';
const CODE = 'an-enrollment-code-that-no-error-may-hold';
const { identity, other, config, enrolling, estWith } = await estStandIn();

describe('estAuthority sends what the secret holds:', () => {
  it('HTTP Basic, in UTF-8', async () => {
    await using est = await estWith(enrolling, { secret: { basic: { username: 'gerät', password: `${PASSWORD}:ü` } } });
    await est.issue();
    const [scheme, token = ''] = est.requests[0]?.headers.authorization?.split(' ') ?? [];
    expect([scheme, Buffer.from(token, 'base64').toString()]).toEqual(['Basic', `gerät:${PASSWORD}:ü`]);
  });

  it('a header of its own', async () => {
    await using est = await estWith(enrolling, { secret: { header: { name: 'X-API-Key', value: CODE } } });
    await est.issue();
    expect(est.requests[0]?.headers).toMatchObject({ 'x-api-key': CODE });
  });

  it('a whole Authorization header in the place of Basic, and never a second one', async () => {
    const secret = {
      basic: { username: 'u', password: PASSWORD },
      header: { name: 'Authorization', value: `Basic ${CODE}` },
    };
    await using est = await estWith(enrolling, { secret });
    await est.issue();
    expect(est.requests[0]?.headers.authorization).toBe(`Basic ${CODE}`);
  });

  it('a client certificate', async () => {
    const secret = { identity: { certificatePem: other.cert, privateKeyPem: other.key } };
    await using est = await estWith(enrolling, { secret, clientRoots: other.cert });
    await est.issue();
    expect(est.requests[0]?.clientCertificate).toEqual(new X509Certificate(other.cert).raw);
  });

  it.each<[string, () => EstSecret, string]>([
    ['a username with a colon', () => ({ basic: { username: 'a:b', password: PASSWORD } }), 'basic'],
    ['a header with a line break', () => ({ header: { name: 'authorization', value: `${CODE}\r\nx: y` } }), 'header'],
    ['a header without a value', () => ({ header: { name: 'authorization', value: '' } }), 'header'],
    ['roots that are none', () => ({ tlsRootsPem: 'not PEM' }), 'tlsRootsPem'],
    ['no roots but an empty text', () => ({ tlsRootsPem: '' }), 'tlsRootsPem'],
    [
      'a client certificate that is none',
      () => ({ identity: { certificatePem: 'x', privateKeyPem: other.key } }),
      'identity.certificatePem',
    ],
    [
      'a client key that is none',
      () => ({ identity: { certificatePem: other.cert, privateKeyPem: PASSWORD } }),
      'identity.privateKeyPem',
    ],
    [
      "another client's key",
      () => ({ identity: { certificatePem: other.cert, privateKeyPem: identity.key } }),
      'not that of its certificate',
    ],
  ])('nothing at all of a secret with %s, which it names and does not show', async (_case, secret, named) => {
    await using est = await estWith(enrolling, { secret: secret() });
    const error = await est.issue().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AuthorityCredentialsRefused', message: expect.stringContaining(named) });
    expect(String(error)).not.toMatch(/that-no-error-may-hold/);
    expect(est.requests).toEqual([]);
    expect(est.read.forgotten).toBe(1);
  });
});

const refuse = (status: number | 'drop') => (status === 'drop' ? status : refusing(status));

describe('estAuthority and its credentials', () => {
  it.each([400, 401, 403, 404, 'drop'] as const)(
    'reads them anew after %s, and asks once more for the same device',
    async (status) => {
      const server = await startHttpsServer(identity, (request, index) =>
        index < (status === 'drop' ? 2 : 1) ? refuse(status) : enrolling(request),
      );
      await using _ = server;
      const versions = ['old', 'new'];
      let known: EstSecret | undefined;
      const authority = estAuthority(
        { ...config, url: server.origin },
        {
          read: async () =>
            (known ??= { tlsRootsPem: identity.cert, header: { name: 'x-code', value: versions.shift() ?? 'none' } }),
          forget: () => (known = undefined),
        },
        { clock: passingClock() },
      );
      const issue = () => authority.issueCertificate({ ...REQUEST, validityDays: 30, deadline: Date.now() + 4_000 });
      await issue();
      await issue();
      // What was cut is tried again with the same ones first.
      const old = status === 'drop' ? ['old', 'old'] : ['old'];
      expect(server.requests.map(({ headers }) => headers['x-code'])).toEqual([...old, 'new', 'new']);
      const [third, second, first] = server.requests.map(({ port }) => port).toReversed();
      expect(second).not.toBe(first);
      expect(third).toBe(second);
    },
  );

  it.each([400, 403])('leaves it at one request after HTTP %d when they have not changed', async (status) => {
    await using est = await estWith(() => refusing(status));
    await expect(est.issue()).rejects.toThrow(`HTTP ${status}`);
    expect({ forgotten: est.read.forgotten, requests: est.requests.length }).toEqual({ forgotten: 1, requests: 1 });
  });

  it.each([202, 429, 500])('keeps them after HTTP %d', async (status) => {
    await using est = await estWith(() => refusing(status));
    await est.issue().catch(() => undefined);
    expect(est.read.forgotten).toBe(0);
  });

  it.each([400, 401, 500])('keeps them out of the error, when an answer with HTTP %d repeats them', async (status) => {
    const secret = {
      basic: { username: 'u', password: PASSWORD },
      header: { name: 'x-code', value: `Code ${CODE}` },
    };
    await using est = await estWith(
      ({ headers }) => refusing(status, `${JSON.stringify(headers)} u:${PASSWORD} ${CODE}`),
      { secret },
    );
    const error = await est.issue().catch((thrown: unknown) => thrown);
    const token = Buffer.from(`u:${PASSWORD}`).toString('base64');
    expect(error).toMatchObject({ message: expect.stringContaining('(left out)') });
    for (const hidden of [PASSWORD, CODE, token]) expect(String(error)).not.toContain(hidden);
  });
});
