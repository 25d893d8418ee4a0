import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { estAuthority } from '../../../src/authority/est/est.ts';
import { fixedSecret } from '../../../src/authority/secret-documents.ts';
import { openssl, withFile } from '../../csr/openssl.ts';
import { elementsOf } from '../../csr/tlv.ts';
import type { ServedAnswer } from '../../support/https-server.ts';
import { opensslDeviceRequest } from '../device-request.ts';
import { bagOf, csrOf, estStandIn, refusing, REQUEST } from './est-stand-in.ts';
import { mimeBase64, opensslBag, type OpensslKey } from '../openssl-authority.ts';

const PASSWORD = 'a-password-that-no-error-may-hold';
const { ca, identity, other, config, enrolling, estWith } = await estStandIn();

/** SignedData of version 1 with nothing in it. */
const EMPTY_BAG = Buffer.from(
  '302306092a864886f70d010702a0163014020101310030 0b06092a864886f70d0107013100'.replace(' ', ''),
  'hex',
);

/** Subject of a certificate (field 5 of 7 after the version) and of a CSR, in bytes. */
const subjectOfCertificate = (pem: string): Buffer => elementsOf(elementsOf(new X509Certificate(pem).raw)[0]!)[5]!;
const subjectOfRequest = (der: Buffer): Buffer => elementsOf(elementsOf(der)[0]!)[1]!;

describe('estAuthority issues', () => {
  it.each<OpensslKey>(['rsa:2048', 'P-256', 'P-384', 'P-521'])('for a key of %s what openssl verifies', async (key) => {
    await using est = await estWith(enrolling);
    const { certificatePem } = await est.issue(opensslDeviceRequest(key));
    const verdict = withFile(ca.certificatePem, (path) =>
      openssl(['verify', '-purpose', 'sslclient', '-CAfile', path], certificatePem),
    );
    expect(verdict.text).toBe('stdin: OK\n');
  });

  it.each([
    '/C=DE/O=Müller \\/ Söhne GmbH/OU=Line A/OU=Line B/CN=Gerät 7',
    '/DC=com/DC=example/O=Acme/CN=device+serialNumber=0042/description=a, b = "c"/UID=u',
    '/emailAddress=a@example.com/CN= spaces at both ends ',
  ])('for the subject %s byte for byte', async (subject) => {
    await using est = await estWith(enrolling);
    const request = opensslDeviceRequest('P-256', subject);
    const { certificatePem } = await est.issue(request);
    expect(subjectOfCertificate(certificatePem)).toEqual(subjectOfRequest(request.csr.der));
  });

  it('by the request of RFC 7030: base64 of the DER, to simpleenroll under the label', async () => {
    await using est = await estWith(enrolling);
    await est.issue();
    expect(est.requests).toMatchObject([
      {
        method: 'POST',
        path: '/.well-known/est/factory/simpleenroll',
        headers: { 'content-type': 'application/pkcs10', 'content-transfer-encoding': 'base64' },
        text: REQUEST.csr.der.toString('base64'),
      },
    ]);
    expect(est.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('by a PEM body, where the server wants one', async () => {
    await using est = await estWith(({ text }) => bagOf(ca.issue(text)), { config: { bodyFormat: 'pem' } });
    await est.issue();
    expect(est.requests).toMatchObject([{ headers: { 'content-type': 'text/plain' }, text: REQUEST.csr.pem }]);
    expect(est.requests[0]?.headers).not.toHaveProperty('content-transfer-encoding');
  });

  it('whether or not the URL ends with a slash', async () => {
    await using server = await estWith(enrolling);
    const authority = estAuthority(
      { ...config, url: `${server.origin}/est/` },
      fixedSecret({ tlsRootsPem: identity.cert }),
    );
    await authority.issueCertificate({ ...REQUEST, validityDays: 30, deadline: Date.now() + 4_000 });
    expect(server.requests[0]?.path).toBe('/est/simpleenroll');
  });

  it.each<[string, (leaf: string) => ServedAnswer]>([
    ['last', (leaf) => bagOf(ca.certificatePem, leaf)],
    ['between those of others', (leaf) => bagOf(ca.issue(opensslDeviceRequest().csr.pem), leaf, ca.certificatePem)],
    ['as binary DER', (leaf) => ({ status: 200, body: opensslBag([leaf]) })],
    ['as PEM', (leaf) => ({ status: 200, body: opensslBag([ca.certificatePem, leaf], 'PEM') })],
  ])('when the certificate comes %s', async (_case, answer) => {
    let leaf = '';
    await using est = await estWith(({ text }) => answer((leaf = ca.issue(csrOf(text)))));
    expect((await est.issue()).certificatePem).toBe(leaf);
  });

  it('over one connection', async () => {
    await using est = await estWith(enrolling);
    await est.issue();
    await est.issue();
    expect(new Set(est.requests.map(({ port }) => port)).size).toBe(1);
  });
});

describe('estAuthority tells apart', () => {
  it.each<[number, string, string]>([
    [202, 'AuthorityPending', 'waits for an approval'],
    [400, 'AuthorityRefusedCsr', 'no seat is left'],
    [401, 'AuthorityCredentialsRefused', 'no seat is left'],
    [403, 'AuthorityAccessDenied', 'no seat is left'],
    [404, 'AuthorityNotFound', 'no seat is left'],
    [415, 'AuthorityRefused', 'HTTP 415: no seat is left'],
    [204, 'AuthorityAnswerInvalid', 'HTTP 204'],
  ])('HTTP %d, as %s, and asks only once', async (status, name, said) => {
    await using est = await estWith(() => refusing(status, status === 204 ? '' : 'no seat\r\n is left\n'));
    await expect(est.issue()).rejects.toMatchObject({ name, message: expect.stringContaining(said) });
    expect(est.requests).toHaveLength(1);
  });

  it.each([
    ['as a page', { 'content-type': 'text/html; charset=utf-8' }],
    ['as nothing', {}],
    ['as plain text', { 'content-type': 'text/plain' }],
  ])('a page for people, sent %s, and quotes none of it', async (_case, headers) => {
    await using est = await estWith(() => refusing(403, '\n<!DOCTYPE html><title>Forbidden</title>', headers));
    await expect(est.issue()).rejects.toThrow(
      /answered HTTP 403: a page for people; a firewall or a proxy may stand before the CA$/,
    );
  });

  // What nginx says to a client certificate that has expired, and what a firewall says to anything.
  it.each([
    ['400 The SSL certificate error', 'AuthorityCredentialsRefused'],
    ['400 No required SSL certificate was sent', 'AuthorityCredentialsRefused'],
    ['Request blocked', 'AuthorityRefused'],
  ])('a page about something else than the CSR: %s', async (title, name) => {
    await using est = await estWith(() => refusing(400, `<html><head><title>${title}</title>`));
    await expect(est.issue()).rejects.toMatchObject({ name });
  });

  it('words that are called a page, and are none', async () => {
    await using est = await estWith(() => refusing(403, 'no seat is left', { 'content-type': 'text/html' }));
    await expect(est.issue()).rejects.toThrow('no seat is left');
  });

  it('a redirect, which it does not follow', async () => {
    await using elsewhere = await estWith(enrolling);
    await using est = await estWith(() => refusing(302, '', { location: `${elsewhere.origin}/simpleenroll` }));
    await expect(est.issue()).rejects.toMatchObject({ name: 'AuthorityAnswerInvalid' });
    expect(elsewhere.requests).toEqual([]);
  });

  it.each<[string, () => ServedAnswer, string]>([
    [
      "only other keys' certificates",
      () => bagOf(ca.certificatePem, ca.issue(opensslDeviceRequest().csr.pem)),
      '2 certificates, none for the key of the CSR',
    ],
    ['no certificate', () => ({ status: 200, body: mimeBase64(EMPTY_BAG) }), 'no certificate'],
    [
      'a web page',
      () => refusing(200, '<html>Sign in</html>', { 'content-type': 'text/html' }),
      'neither base64, nor PEM, nor DER',
    ],
    ['nothing', () => refusing(200), 'it is empty'],
    ['more than any chain', () => refusing(200, 'A'.repeat(300_000)), 'longer than'],
  ])('an answer with %s, and asks only once', async (_case, answer, said) => {
    await using est = await estWith(answer);
    await expect(est.issue()).rejects.toMatchObject({
      name: 'AuthorityAnswerInvalid',
      message: expect.stringContaining(said),
    });
    expect(est.requests).toHaveLength(1);
  });

  it('a server that its roots do not vouch for, and sends it nothing', async () => {
    await using est = await estWith(enrolling, {
      secret: { tlsRootsPem: other.cert, basic: { username: 'u', password: PASSWORD } },
    });
    await expect(est.issue()).rejects.toMatchObject({ name: 'AuthorityUntrusted' });
    expect(est.requests).toEqual([]);
    expect(est.read.forgotten).toBe(1);
  });

  it('a server whose certificate is for another host, and sends it nothing', async () => {
    await using est = await estWith(enrolling);
    const authority = estAuthority(
      { ...config, url: est.origin.replace('127.0.0.1', 'localhost') },
      fixedSecret({ tlsRootsPem: identity.cert }),
    );
    await expect(
      authority.issueCertificate({ ...REQUEST, validityDays: 30, deadline: Date.now() + 4_000 }),
    ).rejects.toMatchObject({ name: 'AuthorityUntrusted' });
    expect(est.requests).toEqual([]);
  });

  it('a server that wants a client certificate and gets none', async () => {
    await using est = await estWith(enrolling, { clientRoots: other.cert });
    await expect(est.issue()).rejects.toMatchObject({
      name: 'AuthorityCredentialsRefused',
      message: expect.stringContaining('client certificate'),
    });
    expect(est.requests).toEqual([]);
    expect(est.read.forgotten).toBe(1);
  });

  it('a server that never answers, within the deadline', async () => {
    await using est = await estWith(() => 'hang', { clock: { now: Date.now, wait: () => Promise.resolve() } });
    const started = performance.now();
    await expect(est.issue(REQUEST, 200)).rejects.toMatchObject({
      name: 'AuthorityTimeout',
      message: expect.stringContaining('simpleenroll'),
    });
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe('estAuthority asks again', () => {
  it.each<[string, ServedAnswer]>([
    ['answered 500', refusing(500)],
    ['answered 503', refusing(503)],
    ['throttled', refusing(429)],
    ['cut the connection', 'drop'],
  ])('once, when the server %s', async (_case, failure) => {
    await using est = await estWith((request, index) => (index === 0 ? failure : enrolling(request)));
    expect((await est.issue()).certificatePem).toContain('BEGIN CERTIFICATE');
    expect(est.requests).toHaveLength(2);
  });

  it.each<[string, ServedAnswer, string]>([
    ['answers 500', refusing(500), 'AuthorityUnavailable'],
    ['throttles', refusing(429), 'AuthorityThrottled'],
    ['cuts the connection', 'drop', 'AuthorityUnreachable'],
  ])('only once, when the server %s again', async (_case, failure, name) => {
    await using est = await estWith(() => failure);
    await expect(est.issue()).rejects.toMatchObject({ name });
    expect(est.requests).toHaveLength(2);
  });

  it('not at all, when less than 1.5 s are left', async () => {
    await using est = await estWith(() => refusing(500));
    await expect(est.issue(REQUEST, 1_500)).rejects.toMatchObject({ name: 'AuthorityUnavailable' });
    expect(est.requests).toHaveLength(1);
  });
});

describe('estAuthority', () => {
  it('returns the chain with the issuing CA first and the root last, in whatever order it comes', async () => {
    const issuing = ca.issueAuthority('Issuing CA');
    for (const bag of [bagOf(ca.certificatePem, issuing), bagOf(issuing, ca.certificatePem)]) {
      await using est = await estWith(() => bag);
      expect(await est.authority.caChainPem()).toEqual([issuing, ca.certificatePem]);
      expect(est.requests).toMatchObject([{ method: 'GET', path: '/.well-known/est/factory/cacerts', text: '' }]);
    }
  });

  it('says that a server has no CA certificate to show', async () => {
    await using est = await estWith(() => ({ status: 200, body: mimeBase64(EMPTY_BAG) }));
    await expect(est.authority.caChainPem()).rejects.toMatchObject({
      name: 'AuthorityAnswerInvalid',
      message: expect.stringContaining('cacerts has no CA certificate'),
    });
  });

  it.each([
    ['http://est.example.com/.well-known/est', 'not an https: URL'],
    ['est.example.com', 'not an https: URL'],
    [`https://user:${PASSWORD}@est.example.com/`, 'user name or password'],
    ['https://est.example.com/#x', 'fragment'],
    ['https://est.example.com/?x=y', 'query'],
  ])('cannot be made from %s', (url, message) => {
    const make = () => estAuthority({ ...config, url }, fixedSecret({}));
    expect(make).toThrow(message);
    expect(make).not.toThrow(PASSWORD);
  });
});
