import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StepCaConfig } from '../../../src/authority/authority.ts';
import { fixedSecret } from '../../../src/authority/secret-documents.ts';
import { stepCaAuthority } from '../../../src/authority/step-ca/step-ca.ts';
import type { SampleKeyType } from '../../../src/csr/build-certification-request.ts';
import { startCaServer, type CaReply } from '../ca-server.ts';
import { deviceRequest } from '../device-request.ts';
import { extendedRequest } from '../extended-request.ts';
import { passingClock } from '../passing-clock.ts';
import {
  fingerprint,
  identity,
  jwk,
  refusal,
  REQUEST,
  SIGN,
  signing,
  stepCaWith,
  tokenOf,
} from './step-ca-stand-in.ts';

describe('stepCaAuthority issues', () => {
  it.each<SampleKeyType>(['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048'])('for a key of %s', async (type) => {
    await using step = await stepCaWith({ [SIGN]: [signing] });
    const request = await deviceRequest(type);
    const { certificatePem, authorityMs } = await step.issue(request);
    const { publicKey } = new X509Certificate(certificatePem);
    expect(publicKey.export({ type: 'spki', format: 'der' })).toEqual(request.csr.publicKey.spkiDer);
    expect(authorityMs).toBeGreaterThanOrEqual(0);
  });

  it('by an order with the CSR, a token and hours that step-ca counts from its own now', async () => {
    await using step = await stepCaWith({ [SIGN]: [signing] });
    await step.issue();
    const [order] = step.requests;
    expect(order?.json).toEqual({ csr: REQUEST.csr.pem, ott: expect.any(String), notAfter: '2160h' });
    expect(order?.headers).toMatchObject({ 'content-type': 'application/json' });
    const { claims } = await tokenOf(order!);
    expect(claims).toMatchObject({
      iss: 'iot',
      aud: `${step.url}/1.0/sign`,
      sub: 'device-42',
      iat: Math.floor(step.clock.now() / 1000),
      sha: fingerprint(identity.cert),
    });
  });

  it.each<[string, string, readonly string[], RegExp, readonly string[] | undefined]>([
    ['its CN', '/CN=device-42', [], /^device-42$/, undefined],
    ['the last of two CNs', '/CN=first/O=Acme/CN=last', [], /^last$/, undefined],
    ['a CN of other letters', '/CN=Gerät "7", \\/x', [], /^Gerät "7", \/x$/, undefined],
    ['its CN and the SAN that repeats it', '/CN=d7', ['subjectAltName=DNS:d7'], /^d7$/, ['d7']],
    ['its SAN', '/', ['subjectAltName=DNS:d7'], /^d7$/, ['d7']],
    [
      'all its names, each once',
      '/CN=d7',
      ['subjectAltName=DNS:d7,DNS:gw,IP:10.0.0.7,URI:d7'],
      /^d7$/,
      ['d7', 'gw', '10.0.0.7'],
    ],
    ['its SAN', '/O=Acme/serialNumber=7', ['subjectAltName=URI:urn:dev:7'], /^urn:dev:7$/, ['urn:dev:7']],
    ['nothing that anybody is called, without either', '/serialNumber=7', [], /^csr-[\da-f]{32}$/, undefined],
  ])('by a token for %s (%s)', async (_case, subject, extensions, sub, sans) => {
    await using step = await stepCaWith({ [SIGN]: [signing] });
    await step.issue(extendedRequest(extensions, subject));
    const { claims } = await tokenOf(step.requests[0]!);
    expect(claims['sub']).toMatch(sub);
    expect(claims['sans']).toEqual(sans);
  });

  it("until the CA's own end, when the days would go past it", async () => {
    const clock = passingClock(Date.UTC(2026, 10, 22));
    await using step = await stepCaWith(
      { [SIGN]: [signing] },
      { clock, issuerNotAfter: new Date('2026-12-02T00:00Z') },
    );
    await step.issue(REQUEST, { days: 365 });
    await step.issue(REQUEST, { days: 9 });
    // Ten days, less five minutes for a clock that goes ahead.
    expect(step.requests.map(({ json }) => json['notAfter'])).toEqual(['239h', '216h']);
  });

  it.each([
    ['has ended', '2026-11-01T00:00Z', 'expired 2026-11-01'],
    ['ends within the hour', '2026-11-22T00:59Z', 'within the hour: 2026-11-22T00:59'],
  ])('nothing when the CA %s, and does not ask it', async (_case, end, message) => {
    const clock = passingClock(Date.UTC(2026, 10, 22));
    await using step = await stepCaWith({}, { clock, issuerNotAfter: new Date(end) });
    await expect(step.issue()).rejects.toMatchObject({
      code: 'AUTHORITY_NOT_ACTIVE',
      message: expect.stringContaining(message),
    });
    expect(step.requests).toEqual([]);
  });

  it('no name that its token has no word for, and does not ask it', async () => {
    await using step = await stepCaWith({});
    await expect(step.issue(extendedRequest(['subjectAltName=RID:1.2.3.4']))).rejects.toMatchObject({
      code: 'AUTHORITY_REFUSED_CSR',
      message: expect.stringMatching(/subjectAltName "other:.*token of step-ca/),
    });
    expect(step.requests).toEqual([]);
  });

  it('over one connection', async () => {
    await using step = await stepCaWith({ [SIGN]: [signing] });
    await step.issue();
    await step.issue();
    expect(new Set(step.requests.map(({ port }) => port)).size).toBe(1);
  });

  it('at a CA behind a path, with that path in the audience', async () => {
    await using step = await stepCaWith({});
    const config = { url: `${step.url}/factory/`, kind: 'step-ca' as const, provisioner: 'iot', secretName: 's' };
    await using behind = await startCaServer(identity, { 'POST /factory/1.0/sign': [signing] });
    const authority = stepCaAuthority(
      { ...config, url: `${behind.url}/factory/`, rootFingerprint: fingerprint(identity.cert) },
      fixedSecret({ tlsRootsPem: identity.cert, jwk }),
    );
    await authority.issueCertificate({ ...REQUEST, validityDays: 1, deadline: Date.now() + 4_000 });
    expect((await tokenOf(behind.requests[0]!)).claims['aud']).toBe(`${behind.url}/factory/1.0/sign`);
  });
});

describe('stepCaAuthority asks once more', () => {
  it.each<[string, CaReply]>([
    ['answered 500', refusal(500, 'The certificate authority encountered an Internal Server Error.')],
    ['answered 503 by something that is not step-ca', { status: 503, body: '<html>Service Unavailable</html>' }],
    ['throttled', { status: 429, body: '' }],
    ['cut off', 'drop'],
  ])('when it was %s, with a new token', async (_case, failure) => {
    await using step = await stepCaWith({ [SIGN]: [failure, signing] });
    await step.issue();
    const tokens = await Promise.all(step.requests.map(tokenOf));
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens.map(({ claims }) => claims['jti'])).size).toBe(2);
  });

  it('and not a third time', async () => {
    await using step = await stepCaWith({ [SIGN]: [refusal(500, 'no')] });
    await expect(step.issue()).rejects.toMatchObject({ name: 'AuthorityUnavailable' });
    expect(step.count(SIGN)).toBe(2);
  });
});

describe('the chain of step-ca', () => {
  const crts = (...names: readonly string[]): CaReply => ({
    status: 201,
    body: { crts: names.map((name) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`) },
  });
  const chain = (...names: readonly string[]) =>
    names.map((name) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`);

  it('is the intermediates, then the roots', async () => {
    await using step = await stepCaWith({
      'GET /1.0/intermediates': [crts('MAA=')],
      'GET /1.0/roots': [crts('MAAA', 'MAAB')],
    });
    expect(await step.authority.caChainPem()).toEqual(chain('MAA=', 'MAAA', 'MAAB'));
  });

  it.each([404, 501])('is the roots where intermediates are answered with %d', async (status) => {
    await using step = await stepCaWith({
      'GET /1.0/intermediates': [{ status, body: 'no' }],
      'GET /1.0/roots': [crts('MAAA')],
    });
    expect(await step.authority.caChainPem()).toEqual(chain('MAAA'));
  });

  it.each<[string, CaReply, string]>([
    ['not found', { status: 404, body: 'no' }, 'AUTHORITY_NOT_FOUND'],
    ['a page', { status: 200, body: '<html>' }, 'AUTHORITY_ANSWER_INVALID'],
    ['no PEM', { status: 201, body: { crts: ['-----BEGIN CERTIFICATE-----'] } }, 'AUTHORITY_ANSWER_INVALID'],
  ])('is an error when the roots are %s', async (_case, reply, code) => {
    await using step = await stepCaWith({ 'GET /1.0/intermediates': [crts('MAA=')], 'GET /1.0/roots': [reply] });
    await expect(step.authority.caChainPem()).rejects.toMatchObject({ code });
  });
});

it.each<[Partial<StepCaConfig>, string]>([
  [{ url: 'http://ca.example.com' }, 'not an https: URL'],
  [{ url: 'ca.example.com' }, 'not an https: URL'],
  [{ url: 'https://u:p@ca.example.com' }, 'password'],
  [{ url: 'https://ca.example.com/?x' }, 'query'],
  [{ rootFingerprint: 'AB'.repeat(32) }, 'fingerprint'],
])('stepCaAuthority cannot be made from %o', (settings, message) => {
  const config: StepCaConfig = {
    kind: 'step-ca',
    url: 'https://ca.example.com',
    rootFingerprint: 'ab'.repeat(32),
    provisioner: 'iot',
    secretName: 's',
    ...settings,
  };
  expect(() => stepCaAuthority(config, fixedSecret({ tlsRootsPem: '', jwk }))).toThrow(message);
});
