import { describe, expect, it } from 'vitest';
import { acmPcaAuthority } from '../../../src/authority/acm-pca/acm-pca.ts';
import {
  awsError,
  CA_ARN,
  certificate,
  CERTIFICATE_ARN,
  environmentFor,
  inProgress,
  issued,
  startAcmPcaStandIn,
  throttled,
} from './acm-pca-stand-in.ts';
import { passingClock } from '../passing-clock.ts';
import { CONFIG, REQUEST, standInWith } from './stand-in-with.ts';

describe('acmPcaAuthority issues', () => {
  it('with the client template, the algorithm of the CA, the CSR as PEM bytes and days of validity', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [certificate('LEAF')] });
    expect(await pca.issue()).toMatchObject({ certificatePem: 'LEAF' });
    expect(pca.requests.map(({ operation, input }) => ({ operation, input }))).toEqual([
      {
        operation: 'IssueCertificate',
        input: {
          CertificateAuthorityArn: CA_ARN,
          Csr: Buffer.from(REQUEST.csr.pem).toString('base64'),
          SigningAlgorithm: 'SHA384WITHECDSA',
          TemplateArn: 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1',
          Validity: { Type: 'DAYS', Value: 90 },
          IdempotencyToken: expect.stringMatching(/^[\da-f-]{36}$/),
        },
      },
      { operation: 'GetCertificate', input: { CertificateAuthorityArn: CA_ARN, CertificateArn: CERTIFICATE_ARN } },
    ]);
  });

  it.each([
    ['RSA_2048', 'SHA256WITHRSA'],
    ['RSA_4096', 'SHA256WITHRSA'],
    ['EC_prime256v1', 'SHA256WITHECDSA'],
    ['EC_secp521r1', 'SHA512WITHECDSA'],
  ])('with an algorithm that a %s key can sign with', async (keyAlgorithm, expected) => {
    await using pca = await standInWith(
      { IssueCertificate: [issued], GetCertificate: [certificate('LEAF')] },
      { keyAlgorithm },
    );
    await pca.issue();
    expect(pca.requests[0]?.input['SigningAlgorithm']).toBe(expected);
  });

  it("with the template of the CA's partition", async () => {
    const certificateAuthorityArn = CA_ARN.replace('arn:aws:', 'arn:aws-us-gov:').replace('eu-west-1', 'us-gov-west-1');
    await using pca = await standInWith(
      { IssueCertificate: [issued], GetCertificate: [certificate('LEAF')] },
      { certificateAuthorityArn },
    );
    await pca.issue();
    expect(pca.requests[0]?.input['TemplateArn']).toBe(
      'arn:aws-us-gov:acm-pca:::template/EndEntityClientAuthCertificate/V1',
    );
    expect(pca.requests[0]?.headers.authorization).toContain('/us-gov-west-1/acm-pca/aws4_request');
  });

  it('with the template that it is set to', async () => {
    await using pca = await standInWith(
      { IssueCertificate: [issued], GetCertificate: [certificate('LEAF')] },
      { template: 'EndEntityCertificate/V1' },
    );
    await pca.issue();
    expect(pca.requests[0]?.input['TemplateArn']).toBe('arn:aws:acm-pca:::template/EndEntityCertificate/V1');
  });

  it('with another IdempotencyToken for every invocation', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [certificate('LEAF')] });
    await pca.issue();
    await pca.issue();
    const tokens = pca.requests.flatMap(({ input }) => input['IdempotencyToken'] ?? []);
    expect(new Set(tokens).size).toBe(2);
  });

  it('over one connection', async () => {
    await using pca = await standInWith({
      IssueCertificate: [issued],
      GetCertificate: [inProgress, certificate('LEAF')],
    });
    await pca.issue();
    await pca.issue();
    expect(new Set(pca.requests.map(({ port }) => port)).size).toBe(1);
  });

  it('with the credentials of the moment, session token included', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [certificate('LEAF')] });
    await pca.issue();
    Object.assign(pca.env, { AWS_ACCESS_KEY_ID: 'ASIARENEWED', AWS_SESSION_TOKEN: 'renewed' });
    await pca.issue();
    expect(pca.requests[0]?.headers).toMatchObject({ 'x-amz-security-token': 'a-session-token-that-no-log-may-hold' });
    expect(pca.requests.at(-1)?.headers).toMatchObject({
      'x-amz-security-token': 'renewed',
      authorization: expect.stringContaining('Credential=ASIARENEWED/'),
    });
  });
});

describe('acmPcaAuthority waits for the certificate', () => {
  it('by asking again after 100 to 250 ms, never at once and never after a second', async () => {
    const answers = [...Array.from({ length: 9 }, () => inProgress), certificate('LEAF')];
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: answers });
    const { authorityMs } = await pca.issue();
    expect(pca.clock.waits).toHaveLength(10);
    for (const wait of pca.clock.waits) expect(wait).toBeGreaterThanOrEqual(100);
    for (const wait of pca.clock.waits) expect(wait).toBeLessThanOrEqual(250);
    expect(authorityMs).toBeCloseTo(pca.clock.waits.reduce((sum, wait) => sum + wait, 0));
  });

  it('with at most seven questions for a certificate that takes 1.4 s, which is 75 a second at ten devices a second', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [inProgress] });
    await expect(pca.issue({ withinMs: 1_400 })).rejects.toMatchObject({ name: 'AuthorityTimeout' });
    expect(pca.count('GetCertificate')).toBeLessThanOrEqual(7);
  });

  it('no longer than the deadline, and names the certificate that was paid for', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [inProgress] });
    const deadline = pca.clock.now() + 4_300;
    await expect(pca.issue({ withinMs: 4_300 })).rejects.toMatchObject({
      name: 'AuthorityTimeout',
      code: 'AUTHORITY_TIMEOUT',
      message: expect.stringContaining(CERTIFICATE_ARN),
    });
    expect(pca.clock.now()).toBeLessThan(deadline);
    expect(pca.clock.now()).toBeGreaterThan(deadline - 300);
  });

  it('more slowly while it is throttled, and does not give up a certificate that exists', async () => {
    const answers = [...Array.from({ length: 4 }, () => throttled), certificate('LEAF')];
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: answers });
    expect(await pca.issue()).toMatchObject({ certificatePem: 'LEAF' });
    expect(pca.count('IssueCertificate')).toBe(1);
  });

  it('and says that it was throttled, when that is why the time ran out', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [throttled] });
    await expect(pca.issue()).rejects.toMatchObject({ name: 'AuthorityThrottled' });
    expect(pca.count('GetCertificate')).toBeLessThanOrEqual(10);
  });
});

describe('acmPcaAuthority repeats a request', () => {
  it.each([
    ['throttled', throttled],
    ['answered 500', { status: 500, body: { __type: 'InternalFailure' } } as const],
    ['answered 503 by something that is not AWS', { status: 503, body: '<html>Service Unavailable</html>' } as const],
    ['cut off', 'drop' as const],
  ])('once when it was %s, with the same token so that it is billed once', async (_case, failure) => {
    await using pca = await standInWith({ IssueCertificate: [failure, issued], GetCertificate: [certificate('LEAF')] });
    expect(await pca.issue()).toMatchObject({ certificatePem: 'LEAF' });
    const tokens = pca.requests.flatMap(({ input }) => input['IdempotencyToken'] ?? []);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
  });

  it('on another connection when the first one is silent, as one is that was open while the function was frozen', async () => {
    await using pca = await standInWith({ IssueCertificate: ['hang', issued], GetCertificate: [certificate('LEAF')] });
    expect(await pca.issue()).toMatchObject({ certificatePem: 'LEAF' });
    const [first, second] = pca.requests;
    expect(second?.operation).toBe('IssueCertificate');
    expect(second?.port).not.toBe(first?.port);
  });

  it.each([
    ['throttled', throttled, 'AuthorityThrottled'],
    ['answered 500', { status: 500, body: { __type: 'InternalFailure' } } as const, 'AuthorityUnavailable'],
    ['cut off', 'drop' as const, 'AuthorityUnreachable'],
  ])('not a second time when it is %s again', async (_case, failure, name) => {
    await using pca = await standInWith({ IssueCertificate: [failure] });
    await expect(pca.issue()).rejects.toMatchObject({ name });
    expect(pca.count('IssueCertificate')).toBe(2);
  });
});

describe('acmPcaAuthority tells apart', () => {
  it.each([
    ['InvalidStateException', 400, 'AuthorityNotActive'],
    ['ResourceNotFoundException', 400, 'AuthorityNotFound'],
    ['InvalidArnException', 400, 'AuthorityNotFound'],
    ['MalformedCSRException', 400, 'AuthorityRefusedCsr'],
    ['LimitExceededException', 400, 'AuthorityLimitReached'],
    ['AccessDeniedException', 400, 'AuthorityAccessDenied'],
    ['ExpiredTokenException', 400, 'AuthorityCredentialsRefused'],
    ['InvalidArgsException', 400, 'AuthorityRefused'],
    ['ValidationException', 400, 'AuthorityRefused'],
    ['SomethingNew', 403, 'AuthorityAccessDenied'],
    ['toString', 400, 'AuthorityRefused'],
  ])('%s (%d), as %s, and asks for a certificate only once', async (awsCode, status, name) => {
    await using pca = await standInWith({ IssueCertificate: [awsError(awsCode, 'as AWS words it', status)] });
    await expect(pca.issue()).rejects.toMatchObject({ name, message: expect.stringContaining('as AWS words it') });
    expect(pca.count('IssueCertificate')).toBe(1);
  });

  it('an error code in a header, with a namespace and a link around it', async () => {
    const headers = {
      'x-amzn-errortype': 'com.amazonaws.acmpca#InvalidStateException:http://internal.amazon.com/coral/',
    };
    await using pca = await standInWith({ IssueCertificate: [{ status: 400, body: {}, headers }] });
    await expect(pca.issue()).rejects.toMatchObject({ name: 'AuthorityNotActive' });
  });

  it('a certificate that failed after it was ordered', async () => {
    await using pca = await standInWith({
      IssueCertificate: [issued],
      GetCertificate: [inProgress, awsError('RequestFailedException', 'the request failed')],
    });
    await expect(pca.issue()).rejects.toMatchObject({ name: 'AuthorityRefused' });
  });

  it.each([
    ['an answer without the certificate', { status: 200, body: {} }],
    ['a page in the place of JSON', { status: 200, body: '<html>captive portal</html>' }],
    ['a redirect, which it does not follow', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
    ['more than any certificate', { status: 200, body: { Certificate: 'x'.repeat(300_000) } }],
  ])('%s', async (_case, answer) => {
    await using pca = await standInWith({ IssueCertificate: [issued], GetCertificate: [answer] });
    await expect(pca.issue()).rejects.toMatchObject({
      name: expect.stringMatching(/^Authority(AnswerInvalid|Unreachable)$/),
    });
  });

  it('a CA that never answers, within the deadline', async () => {
    await using server = await startAcmPcaStandIn({ IssueCertificate: ['hang'] });
    const authority = acmPcaAuthority(CONFIG, { env: environmentFor(server.endpoint) });
    const started = performance.now();
    await expect(
      authority.issueCertificate({ ...REQUEST, validityDays: 1, deadline: Date.now() + 200 }),
    ).rejects.toMatchObject({
      name: 'AuthorityTimeout',
      message: expect.stringContaining('IssueCertificate'),
    });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('an address where nobody listens', async () => {
    const server = await startAcmPcaStandIn({});
    await server[Symbol.asyncDispose]();
    const authority = acmPcaAuthority(CONFIG, { env: environmentFor(server.endpoint), clock: passingClock() });
    await expect(
      authority.issueCertificate({ ...REQUEST, validityDays: 1, deadline: Date.now() + 4_000 }),
    ).rejects.toMatchObject({
      name: 'AuthorityUnreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('a function without credentials', async () => {
    await using pca = await standInWith({ IssueCertificate: [issued] });
    delete pca.env['AWS_SECRET_ACCESS_KEY'];
    await expect(pca.issue()).rejects.toMatchObject({ name: 'AuthorityCredentialsRefused' });
    expect(pca.requests).toEqual([]);
  });
});
