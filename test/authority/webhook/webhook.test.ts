import { createHash, createHmac, X509Certificate } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { fixedSecret, type WebhookSecret } from '../../../src/authority/secret-documents.ts';
import { webhookAuthority } from '../../../src/authority/webhook/webhook.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import type { ServedAnswer } from '../../support/https-server.ts';
import { opensslDeviceRequest } from '../device-request.ts';
import type { OpensslKey } from '../openssl-authority.ts';
import { BEARER, HMAC, json, openWebhookStandIn, refusing, REQUEST } from './webhook-stand-in.ts';

const other = await makeServerIdentity();
const { ca, issueFor, issuing, webhookWith } = await openWebhookStandIn();
afterAll(() => ca[Symbol.dispose]());

describe('webhookAuthority sends', () => {
  it('the request of the contract, to the whole URL', async () => {
    await using webhook = await webhookWith(issuing);
    await webhook.issue();
    const [request] = webhook.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/sign?profile=iot',
      headers: {
        'content-type': 'application/json',
        'x-certprov-request-id': createHash('sha256').update(REQUEST.csr.der).digest('hex'),
        'x-certprov-timestamp': String(Math.floor(webhook.clock.now() / 1000)),
      },
    });
    expect(JSON.parse(request?.text ?? '')).toEqual({
      version: 1,
      certificateSigningRequest: REQUEST.csr.pem,
      principalId: REQUEST.principalId,
      clientId: 'device-42',
      requestedValidityDays: 365,
      deadlineMs: 3_500,
    });
  });

  it('as deadlineMs no more than AWS IoT leaves', async () => {
    await using webhook = await webhookWith(issuing);
    await webhook.issue(REQUEST, 2_000);
    expect(JSON.parse(webhook.requests[0]?.text ?? '')).toMatchObject({ deadlineMs: 2_000 });
  });

  it('the HMAC of timestamp and body, as bytes', async () => {
    await using webhook = await webhookWith(issuing, { secret: { hmac: 'schlüssel' } });
    await webhook.issue({ ...REQUEST, clientId: 'gerät "7"' });
    const { headers, body } = webhook.requests[0]!;
    const signed = Buffer.concat([Buffer.from(`${String(headers['x-certprov-timestamp'])}.`), body]);
    const expected = createHmac('sha256', Buffer.from('schlüssel', 'utf8')).update(signed).digest('hex');
    expect(headers['x-certprov-signature']).toBe(`v1=${expected}`);
    expect(headers).not.toHaveProperty('authorization');
  });

  it('a bearer token, and no signature without a key', async () => {
    await using webhook = await webhookWith(issuing, { secret: { bearer: BEARER } });
    await webhook.issue();
    expect(webhook.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${BEARER}` });
    expect(webhook.requests[0]?.headers).not.toHaveProperty('x-certprov-signature');
  });

  it('a client certificate, with the rest', async () => {
    const secret = { hmac: HMAC, bearer: BEARER, identity: { certificatePem: other.cert, privateKeyPem: other.key } };
    await using webhook = await webhookWith(issuing, { secret, clientRoots: other.cert });
    await webhook.issue();
    expect(webhook.requests[0]).toMatchObject({
      clientCertificate: new X509Certificate(other.cert).raw,
      headers: { authorization: `Bearer ${BEARER}`, 'x-certprov-signature': expect.stringMatching(/^v1=[\da-f]{64}$/) },
    });
  });

  it('a second attempt under the same id, signed anew for its own time', async () => {
    await using webhook = await webhookWith((request, index) => (index === 0 ? 'drop' : issuing(request)));
    await webhook.issue();
    const [first, second] = webhook.requests.map(({ headers, text }) => ({
      id: headers['x-certprov-request-id'],
      signature: headers['x-certprov-signature'],
      deadlineMs: JSON.parse(text).deadlineMs,
    }));
    expect(second?.id).toBe(first?.id);
    expect(second?.deadlineMs).toBeLessThan(first?.deadlineMs);
    expect(second?.signature).not.toBe(first?.signature);
  });

  it('over one connection', async () => {
    await using webhook = await webhookWith(issuing);
    await webhook.issue();
    await webhook.issue();
    expect(new Set(webhook.requests.map(({ port }) => port)).size).toBe(1);
  });

  it.each<[string, WebhookSecret, string]>([
    ['an empty key', { hmac: '' }, 'hmac'],
    ['a token with a line break', { bearer: `${BEARER}\n` }, 'bearer'],
    ['roots that are none', { tlsRootsPem: BEARER }, 'tlsRootsPem'],
  ])('nothing at all with %s in the secret, which it names and does not show', async (_case, secret, named) => {
    await using webhook = await webhookWith(issuing, { secret });
    const error = await webhook.issue().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AuthorityCredentialsRefused', message: expect.stringContaining(named) });
    expect(String(error)).not.toMatch(/that-no-error-may-hold/);
    expect(webhook.requests).toEqual([]);
  });
});

describe('webhookAuthority returns', () => {
  it.each<OpensslKey>(['rsa:2048', 'P-256', 'P-384', 'P-521'])('the leaf alone, for a key of %s', async (key) => {
    let leaf = '';
    await using webhook = await webhookWith(({ text }) => {
      leaf = issueFor(text);
      return json(200, { certificatePem: leaf, chainPem: ca.certificatePem });
    });
    expect(await webhook.issue(opensslDeviceRequest(key))).toEqual({
      certificatePem: leaf,
      authorityMs: expect.any(Number),
    });
  });

  it('the certificate for the key of the CSR, when a chain comes with it in any order', async () => {
    let leaf = '';
    await using webhook = await webhookWith(({ text }) => {
      leaf = issueFor(text);
      return json(200, { certificatePem: `${ca.certificatePem}\r\nsubject=...\n${leaf}` });
    });
    expect((await webhook.issue()).certificatePem).toBe(leaf);
  });

  it('no chain of its own: the contract has no question for it', async () => {
    await using webhook = await webhookWith(issuing);
    expect(await webhook.authority.caChainPem()).toEqual([]);
    expect(webhook.requests).toEqual([]);
  });
});

describe('webhookAuthority tells apart', () => {
  it.each<[string, number, object | undefined, string, string]>([
    [
      'a policy',
      403,
      { code: 'policy_denied', message: 'not on the list', retryable: false },
      'AuthorityRefused',
      'policy_denied: not on the list',
    ],
    ['a CSR', 422, { code: 'bad_csr', message: 'no CN' }, 'AuthorityRefusedCsr', 'bad_csr: no CN'],
    [
      'credentials',
      400,
      { code: 'unauthorized', message: 'old timestamp' },
      'AuthorityCredentialsRefused',
      'old timestamp',
    ],
    ['something else', 409, { code: 'toString', message: 'x' }, 'AuthorityRefused', 'HTTP 409: toString: x'],
    ['400 without a document', 400, undefined, 'AuthorityRefusedCsr', 'HTTP 400'],
    ['401 without a document', 401, undefined, 'AuthorityCredentialsRefused', 'HTTP 401'],
    ['403 without a document', 403, undefined, 'AuthorityAccessDenied', 'HTTP 403'],
    ['404', 404, undefined, 'AuthorityNotFound', 'HTTP 404'],
    ['an accepted request', 202, undefined, 'AuthorityPending', 'waits for an approval'],
    ['a created one', 201, undefined, 'AuthorityPending', 'only 200'],
    [
      'a failure that is final',
      500,
      { code: 'x', message: 'y', retryable: false },
      'AuthorityRefused',
      'HTTP 500: x: y',
    ],
  ])('%s (HTTP %d), and asks only once', async (_case, status, error, name, said) => {
    await using webhook = await webhookWith(() => refusing(status, error));
    await expect(webhook.issue()).rejects.toMatchObject({ name, message: expect.stringContaining(said) });
    expect(webhook.requests).toHaveLength(1);
    expect(webhook.read.forgotten).toBe(name === 'AuthorityPending' ? 0 : 1);
  });

  it.each<[string, ServedAnswer, string]>([
    ['HTTP 500', refusing(500), 'AuthorityUnavailable'],
    ['HTTP 429', refusing(429), 'AuthorityThrottled'],
    [
      'a refusal that says so',
      refusing(409, { code: 'busy', message: 'locked', retryable: true }),
      'AuthorityUnavailable',
    ],
    [
      'throttling that says so',
      refusing(429, { code: 'busy', message: 'locked', retryable: true }),
      'AuthorityThrottled',
    ],
  ])('%s, and asks once more, but not twice', async (_case, failure, name) => {
    await using mending = await webhookWith((request, index) => (index === 0 ? failure : issuing(request)));
    expect((await mending.issue()).certificatePem).toContain('BEGIN CERTIFICATE');
    expect(mending.requests).toHaveLength(2);

    await using lasting = await webhookWith(() => failure);
    await expect(lasting.issue()).rejects.toMatchObject({ name });
    expect(lasting.requests).toHaveLength(2);
  });

  it.each<[string, () => ServedAnswer, string]>([
    ['no JSON', () => ({ status: 200, body: '<html>' }), 'without a JSON member certificatePem'],
    ['no certificatePem', () => json(200, { certificate: 'x' }), 'without a JSON member certificatePem'],
    ['no PEM', () => json(200, { certificatePem: 'MIIB' }), 'no certificate'],
    ['PEM that is cut off', () => json(200, { certificatePem: ca.certificatePem.slice(0, 200) }), 'is not PEM'],
    [
      "another key's certificate",
      () => json(200, { certificatePem: ca.certificatePem }),
      'none for the key of the CSR',
    ],
    [
      'what is called a certificate',
      () => json(200, { certificatePem: '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----' }),
      'one cannot be read',
    ],
    ['more than any certificate', () => json(200, { certificatePem: 'x'.repeat(300_000) }), 'longer than'],
    ['a redirect', () => ({ status: 307, headers: { location: 'https://127.0.0.1:1/' } }), 'HTTP 307'],
  ])('an answer with %s, and asks only once', async (_case, answer, said) => {
    await using webhook = await webhookWith(answer);
    await expect(webhook.issue()).rejects.toMatchObject({
      name: 'AuthorityAnswerInvalid',
      message: expect.stringContaining(said),
    });
    expect(webhook.requests).toHaveLength(1);
  });

  it('a server that its roots do not vouch for, and sends it nothing', async () => {
    await using webhook = await webhookWith(issuing, { secret: { tlsRootsPem: other.cert, bearer: BEARER } });
    await expect(webhook.issue()).rejects.toMatchObject({ name: 'AuthorityUntrusted' });
    expect(webhook.requests).toEqual([]);
  });

  it('a server that never answers, within the deadline', async () => {
    await using webhook = await webhookWith(() => 'hang', { clock: { now: Date.now, wait: () => Promise.resolve() } });
    await expect(webhook.issue(REQUEST, 200)).rejects.toMatchObject({ name: 'AuthorityTimeout' });
  });
});

describe('webhookAuthority', () => {
  it('keeps its credentials out of the error, when an answer repeats them', async () => {
    await using webhook = await webhookWith(
      ({ headers }) => refusing(401, { code: 'unauthorized', message: `${headers.authorization} is not ${HMAC}` }),
      { secret: { hmac: HMAC, bearer: BEARER } },
    );
    await expect(webhook.issue()).rejects.toThrow('unauthorized: Bearer (left out) is not (left out)');
  });

  it.each([
    ['http://ca.example.com/sign', 'not an https: URL'],
    [`https://:${BEARER}@ca.example.com/sign`, 'user name or password'],
  ])('cannot be made from %s', (url, message) => {
    const make = () => webhookAuthority({ kind: 'webhook', url, secretName: 'webhook' }, fixedSecret({}));
    expect(make).toThrow(message);
    expect(make).not.toThrow(BEARER);
  });
});
