import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/authority/clock.ts';
import type { SecretSource, StepCaSecret } from '../../../src/authority/secret-documents.ts';
import type { CaReply } from '../ca-server.ts';
import {
  fingerprint,
  identity,
  jwk,
  refusal,
  REQUEST,
  SIGN,
  signing,
  stepCaWith,
  stranger,
  tokenOf,
} from './step-ca-stand-in.ts';

describe('stepCaAuthority tells apart', () => {
  // As step-ca v0.30.2 words it.
  const FORBIDDEN = 'The request was forbidden by the certificate authority:';
  it.each([
    [400, 'The request could not be completed: missing ott.', 'AUTHORITY_REFUSED_CSR'],
    [401, 'The request lacked necessary authorization to be completed.', 'AUTHORITY_CREDENTIALS_REFUSED'],
    [
      403,
      `${FORBIDDEN} certificate request does not contain the valid common name - got a, want b.`,
      'AUTHORITY_REFUSED_CSR',
    ],
    [403, `${FORBIDDEN} dns name "device-42" not allowed`, 'AUTHORITY_REFUSED_CSR'],
    [
      403,
      `${FORBIDDEN} requested duration of 720h1m0s is more than the authorized maximum certificate duration of 24h1m0s.`,
      'AUTHORITY_REFUSED',
    ],
    [
      403,
      `${FORBIDDEN} requested certificate notAfter (2027) is after the expiration of the provisioning credential (2026).`,
      'AUTHORITY_REFUSED',
    ],
    [403, `${FORBIDDEN} something else.`, 'AUTHORITY_ACCESS_DENIED'],
    [404, 'not found', 'AUTHORITY_NOT_FOUND'],
    [418, 'teapot', 'AUTHORITY_REFUSED'],
    [202, 'wait', 'AUTHORITY_PENDING'],
    [302, 'elsewhere', 'AUTHORITY_ANSWER_INVALID'],
  ])('HTTP %d %s', async (status, message, code) => {
    await using step = await stepCaWith({ [SIGN]: [refusal(status, message)] });
    await expect(step.issue()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(status === 202 ? 'approval' : `HTTP ${status}: ${message}`),
    });
    expect(step.requests).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['without a certificate', { ca: 'x' }],
    ['with an empty one', { crt: '' }],
    ['that is a page', '<html>captive portal</html>'],
    ['that is a list', ['crt']],
  ])('an answer %s', async (_case, body) => {
    await using step = await stepCaWith({ [SIGN]: [{ status: 201, body }] });
    await expect(step.issue()).rejects.toMatchObject({ code: 'AUTHORITY_ANSWER_INVALID' });
  });

  it('a CA that never answers, within the deadline', async () => {
    await using step = await stepCaWith({ [SIGN]: ['hang'] }, { clock: systemClock });
    const started = performance.now();
    await expect(step.issue(REQUEST, { withinMs: 200 })).rejects.toMatchObject({ name: 'AuthorityTimeout' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('an address where nobody listens', async () => {
    const step = await stepCaWith({});
    await step[Symbol.asyncDispose]();
    await expect(step.issue()).rejects.toMatchObject({
      name: 'AuthorityUnreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('stepCaAuthority trusts', () => {
  it('nobody but the root in the secret: a server of another one gets nothing', async () => {
    const options = {
      config: { rootFingerprint: fingerprint(stranger.cert) },
      secret: { tlsRootsPem: stranger.cert },
    };
    await using step = await stepCaWith({ [SIGN]: [signing] }, options);
    await expect(step.issue()).rejects.toMatchObject({ code: 'AUTHORITY_UNTRUSTED' });
    await expect(step.authority.caChainPem()).rejects.toMatchObject({ code: 'AUTHORITY_UNTRUSTED' });
    expect(step.requests).toEqual([]);
  });

  it('no root but the one whose fingerprint the operator compared', async () => {
    await using step = await stepCaWith({}, { config: { rootFingerprint: fingerprint(stranger.cert) } });
    await expect(step.issue()).rejects.toMatchObject({
      code: 'AUTHORITY_UNTRUSTED',
      message: expect.stringContaining(fingerprint(stranger.cert)),
    });
    expect(step.requests).toEqual([]);
  });

  it.each<[string, string | undefined, string]>([
    ['are not there', undefined, 'it has no tlsRootsPem'],
    ['are no PEM', 'roots', 'tlsRootsPem holds no certificate'],
    ['are cut off', identity.cert.slice(0, 100), 'tlsRootsPem holds no certificate'],
    ['are cut off later', `${identity.cert}\n${stranger.cert.slice(0, 100)}`, 'something else than certificates'],
  ])('no secret whose roots %s', async (_case, tlsRootsPem, message) => {
    await using step = await stepCaWith({}, { secret: { tlsRootsPem } as Partial<StepCaSecret> });
    await expect(step.issue()).rejects.toThrow(message);
    expect(step.requests).toEqual([]);
  });
});

describe('stepCaAuthority keeps secrets', () => {
  it('out of an error, even when the server repeats what it was sent', async () => {
    await using step = await stepCaWith({
      [SIGN]: [({ json }) => ({ status: 400, body: { message: `bad token ${String(json['ott'])} ` } })],
    });
    const error: unknown = await step.issue().catch((caught: unknown) => caught);
    const said = JSON.stringify(error, ['message', 'cause', 'stack', 'code', 'name']);
    expect(said).toContain('bad token (left out)');
    for (const part of String(step.requests[0]?.json['ott']).split('.')) expect(said).not.toContain(part);
  });

  it('no longer than until they are refused, since somebody may have rotated them', async () => {
    const reads: number[] = [];
    const rotated = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    let known: StepCaSecret | undefined;
    const source: SecretSource<StepCaSecret> = {
      async read() {
        if (!known) {
          const current = reads.length === 0 ? rotated.export({ format: 'jwk' }) : jwk;
          reads.push(1);
          known = { tlsRootsPem: identity.cert, jwk: current as Record<string, string> };
        }
        return known;
      },
      forget() {
        known = undefined;
      },
    };
    const strict: CaReply = async (request) => {
      const isGood = await tokenOf(request).then(
        () => true,
        () => false,
      );
      return isGood
        ? { status: 201, body: { crt: 'LEAF' } }
        : { status: 401, body: { status: 401, message: 'The request lacked necessary authorization.' } };
    };
    await using step = await stepCaWith({ [SIGN]: [strict] }, { source });
    expect(await step.issue()).toMatchObject({ certificatePem: 'LEAF' });
    await step.issue();
    expect(reads).toHaveLength(2);
  });
});
