import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Wait } from '../../../src/aws/connection/connection.ts';
import type { Aws } from '../../../src/aws/open-aws.ts';
import type { CreateRoleInput } from '../../../src/aws/ports/ports.ts';
import { type Canned, html, json, jsonError, startCannedServer, xml, xmlError } from '../canned-server.ts';
import { openCanned } from '../open-canned.ts';

const role: CreateRoleInput = {
  roleName: 'certprov-signer',
  description: 'test',
  trustPolicy: { Version: '2012-10-17', Statement: [] },
  tags: {},
};
const provider = {
  certificateProviderName: 'certprov',
  lambdaFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:signer',
  clientToken: '0123456789abcdef0123456789abcdef0123',
  tags: {},
};
const limits = json(200, { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } });
const throttled = jsonError(429, 'TooManyRequestsException', 'Rate exceeded');
const SHORT = { requestMs: 100, attemptMs: 150, callMs: 1_000 };

const PROTOCOLS: Record<string, (aws: Aws) => Promise<unknown>> = {
  restJson1: (aws) => aws.reader.describeCertificateProvider('certprov'),
  awsQuery: (aws) => aws.reader.describeRole('r'),
  'awsJson1_1 of the old client': (aws) => aws.reader.describeCertificateAuthority('arn:a'),
  'the protocol of CloudWatch': (aws) => aws.reader.signingMetrics(1),
};

describe('a read', () => {
  it.each<[string, Canned]>([
    ['throttled with 429', throttled],
    ['throttled with 400', jsonError(400, 'ThrottlingException', 'Rate exceeded')],
    ['answered 500', jsonError(500, 'ServiceException', 'oops')],
    ['answered 503', jsonError(503, 'ServiceUnavailableException', 'oops')],
    ['cut off by a reset', 'reset'],
  ])('is repeated when it was %s, and succeeds at the third attempt', async (_case, failure) => {
    await using server = await startCannedServer(failure, failure, limits);
    const aws = await openCanned(server);
    await expect(aws.reader.concurrencyLimits()).resolves.toEqual({ total: 1000, unreserved: 900 });
    expect(server.seen).toHaveLength(3);
    expect(aws.pauses).toHaveLength(2);
  });

  it('gives up after three attempts and says how often it asked', async () => {
    await using server = await startCannedServer(throttled);
    const aws = await openCanned(server);
    await expect(aws.reader.concurrencyLimits()).rejects.toMatchObject({
      code: 'AWS_THROTTLED',
      message: expect.stringContaining('3 times'),
      details: { action: 'lambda:GetAccountSettings', attempts: 3, definite: true },
    });
    expect(server.seen).toHaveLength(3);
  });

  it('waits as long as AWS asks for, but not for ever', async () => {
    await using server = await startCannedServer(
      jsonError(429, 'TooManyRequestsException', 'Rate exceeded', { 'retry-after': '2' }),
      jsonError(429, 'TooManyRequestsException', 'Rate exceeded', { 'retry-after': '3600' }),
      limits,
    );
    const waits: Wait[] = [];
    const aws = await openCanned(server, { onWait: (wait) => waits.push(wait), timeouts: { callMs: 1e6 } });
    await aws.reader.concurrencyLimits();
    expect(aws.pauses).toEqual([2_000, 5_000]);
    expect(waits).toEqual([
      { action: 'lambda:GetAccountSettings', why: 'AWS asks to slow down', attempt: 2, of: 3, waitMs: 2_000 },
      { action: 'lambda:GetAccountSettings', why: 'AWS asks to slow down', attempt: 3, of: 3, waitMs: 5_000 },
    ]);
  });

  it.each<[string, Canned, string]>([
    ['a 500', jsonError(500, 'ServiceException', 'oops'), 'AWS answered HTTP 500'],
    ['a 503', jsonError(503, 'ServiceUnavailableException', 'oops'), 'AWS answered HTTP 503'],
    ['a connection that is cut', 'reset', 'the connection broke before the answer'],
    ['silence', 'silence', 'AWS did not answer'],
  ])('says of %s what it is, and not another thing', async (_case, failure, why) => {
    await using server = await startCannedServer(failure, limits);
    const waits: Wait[] = [];
    const aws = await openCanned(server, { timeouts: SHORT, onWait: (wait) => waits.push(wait) });
    await aws.reader.concurrencyLimits();
    expect(waits).toMatchObject([{ action: 'lambda:GetAccountSettings', why, attempt: 2 }]);
  });

  it.each<[string, Canned]>([
    ['a server that is silent', 'silence'],
    ['an answer that stops in the middle', 'half an answer'],
  ])('ends in time with %s', async (_case, canned) => {
    await using server = await startCannedServer(canned);
    const aws = await openCanned(server, { timeouts: SHORT });
    await expect(aws.reader.concurrencyLimits()).rejects.toMatchObject({
      code: 'AWS_TIMEOUT',
      details: { definite: false },
    });
    expect(server.seen.length).toBeGreaterThan(1);
  });

  it('is given up when its answer does not begin in time, long before the attempt as a whole is', async () => {
    await using server = await startCannedServer('silence', limits);
    const aws = await openCanned(server, { timeouts: { requestMs: 100, attemptMs: 60_000, callMs: 60_000 } });
    await expect(aws.reader.concurrencyLimits()).resolves.toMatchObject({ total: 1000 });
  });

  it('starts no attempt after the deadline of the whole call', async () => {
    await using server = await startCannedServer('silence');
    const aws = await openCanned(server, { timeouts: { ...SHORT, callMs: 120 } });
    await expect(aws.reader.concurrencyLimits()).rejects.toMatchObject({ code: 'AWS_TIMEOUT' });
    expect(server.seen.length).toBeLessThan(3);
  });

  it('says that nothing listens, and that nothing was sent', async () => {
    const port = await closedPort();
    const aws = await openCanned({ endpoint: `http://127.0.0.1:${port}` });
    await expect(aws.reader.callerIdentity()).rejects.toMatchObject({
      code: 'AWS_UNREACHABLE',
      message: `sts:GetCallerIdentity: 127.0.0.1:${port} could not be reached: the connection was refused`,
      details: { definite: true, attempts: 3 },
    });
  });

  it.each(
    Object.entries(PROTOCOLS).flatMap(([protocol, read]) =>
      [200, 302, 403, 502].map((status) => [protocol, status, read] as const),
    ),
  )('tells a login page from AWS (%s, HTTP %i)', async (_protocol, status, read) => {
    await using server = await startCannedServer(html(status));
    const aws = await openCanned(server);
    await expect(read(aws)).rejects.toMatchObject({ code: 'AWS_NOT_AWS', details: { definite: false } });
  });
});

describe('a change', () => {
  it('is not repeated when its answer was lost, because it may have been carried out', async () => {
    await using server = await startCannedServer('reset');
    const aws = await openCanned(server);
    await expect(aws.writer.createRole(role)).rejects.toMatchObject({
      code: 'AWS_UNREACHABLE',
      details: { definite: false, attempts: 1 },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('is not taken for done when a login page answers, also where AWS would answer with nothing', async () => {
    await using server = await startCannedServer(html(200));
    const aws = await openCanned(server);
    await expect(aws.writer.putRolePolicy('r', 'p', { Version: '2012-10-17', Statement: [] })).rejects.toMatchObject({
      code: 'AWS_NOT_AWS',
      details: { definite: false, attempts: 1 },
    });
  });

  it.each<[string, Canned]>([
    ['a 500', xmlError(500, 'ServiceFailure', 'oops')],
    ['silence', 'silence'],
  ])('leaves open whether it was carried out after %s', async (_case, canned) => {
    await using server = await startCannedServer(canned);
    const aws = await openCanned(server, { timeouts: SHORT });
    await expect(aws.writer.createRole(role)).rejects.toMatchObject({ details: { definite: false, attempts: 1 } });
    expect(server.seen).toHaveLength(1);
  });

  it('is repeated after throttling, which AWS does before anything else', async () => {
    await using server = await startCannedServer(
      xmlError(400, 'Throttling', 'Rate exceeded'),
      xml(
        200,
        '<CreateRoleResponse><CreateRoleResult><Role><Arn>arn:aws:iam::111122223333:role/certprov-signer</Arn></Role></CreateRoleResult></CreateRoleResponse>',
      ),
    );
    const aws = await openCanned(server);
    await expect(aws.writer.createRole(role)).resolves.toEqual({
      roleArn: 'arn:aws:iam::111122223333:role/certprov-signer',
    });
  });

  it('is certainly not carried out when AWS refuses it', async () => {
    await using server = await startCannedServer(
      xmlError(409, 'EntityAlreadyExists', 'Role with name certprov-signer already exists.'),
    );
    const aws = await openCanned(server);
    await expect(aws.writer.createRole(role)).rejects.toMatchObject({
      code: 'AWS_CONFLICT',
      message: 'iam:CreateRole was refused: Role with name certprov-signer already exists.',
      details: { definite: true, awsCode: 'EntityAlreadyExistsException', httpStatus: 409 },
    });
  });

  it('meets a quota once: LimitExceededException is not load', async () => {
    await using server = await startCannedServer(
      jsonError(410, 'LimitExceededException', 'Only one certificate provider is allowed'),
    );
    const aws = await openCanned(server);
    await expect(aws.writer.createCertificateProvider(provider)).rejects.toMatchObject({
      code: 'AWS_LIMIT',
      details: { definite: true, attempts: 1 },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('with a token of the caller is repeated as the very same request', async () => {
    await using server = await startCannedServer(
      'reset',
      json(200, { certificateProviderArn: 'arn:aws:iot:us-east-1:111122223333:certificateprovider/certprov' }),
    );
    const aws = await openCanned(server);
    await aws.writer.createCertificateProvider(provider);
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]?.body).toBe(server.seen[1]?.body);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({ clientToken: provider.clientToken });
  });

  it('that may have been carried out before stays open, also when a repeat is refused', async () => {
    await using server = await startCannedServer('reset', jsonError(409, 'ResourceAlreadyExistsException', 'exists'));
    const aws = await openCanned(server);
    await expect(aws.writer.createCertificateProvider(provider)).rejects.toMatchObject({
      code: 'AWS_CONFLICT',
      details: { definite: false, attempts: 2 },
    });
  });

  it('of a missing resource deletes nothing and says so', async () => {
    await using server = await startCannedServer(jsonError(404, 'ResourceNotFoundException', 'no such provider'));
    const aws = await openCanned(server);
    await expect(aws.writer.deleteCertificateProvider('certprov')).resolves.toBe('absent');
  });

  it('is neither a deletion nor none when the first answer was lost and then nothing was left', async () => {
    await using server = await startCannedServer(
      'reset',
      jsonError(404, 'ResourceNotFoundException', 'no such provider'),
    );
    const aws = await openCanned(server);
    await expect(aws.writer.deleteCertificateProvider('certprov')).resolves.toBe('unsure');
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
