import { describe, expect, it } from 'vitest';
import { type Canned, json, jsonError, startCannedServer } from '../canned-server.ts';
import { openCanned } from '../open-canned.ts';

const throttled = jsonError(429, 'TooManyRequestsException', 'Rate exceeded');

describe('an invocation', () => {
  const arn = 'arn:aws:lambda:us-east-1:111122223333:function:signer';

  it.each<[string, Canned]>([
    ['answered 500', jsonError(500, 'ServiceException', 'oops')],
    ['cut off', 'reset'],
    ['not answered', 'silence'],
  ])('is one request when it is %s: every one may issue a certificate', async (_case, canned) => {
    await using server = await startCannedServer(canned, json(200, {}));
    const aws = await openCanned(server, {
      timeouts: { requestMs: 100, attemptMs: 150, callMs: 1_000, invokeMs: 100 },
    });
    await expect(aws.invoker.invoke(arn, {})).rejects.toMatchObject({
      name: 'CertprovError',
      details: { attempts: 1 },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('is asked for again when Lambda throttles it, since the function was not run', async () => {
    await using server = await startCannedServer(throttled, throttled, json(200, { certificatePem: 'x' }));
    const aws = await openCanned(server);
    await expect(aws.invoker.invoke(arn, {})).resolves.toMatchObject({ payload: '{"certificatePem":"x"}' });
    expect(server.seen).toHaveLength(3);
    expect(aws.pauses).toHaveLength(2);
  });

  it('is given up when Lambda goes on throttling', async () => {
    await using server = await startCannedServer(throttled);
    const aws = await openCanned(server);
    await expect(aws.invoker.invoke(arn, {})).rejects.toMatchObject({
      code: 'AWS_THROTTLED',
      message: expect.stringContaining('was refused 3 times'),
      details: { attempts: 3, definite: true },
    });
    expect(server.seen).toHaveLength(3);
  });

  it('is not asked for again when throttling follows an answer that was lost', async () => {
    await using server = await startCannedServer(throttled, 'reset', json(200, {}));
    const aws = await openCanned(server);
    await expect(aws.invoker.invoke(arn, {})).rejects.toMatchObject({ details: { attempts: 2, definite: false } });
    expect(server.seen).toHaveLength(2);
  });

  it('brings back what the function said, how it failed and the end of its log', async () => {
    await using server = await startCannedServer({
      status: 200,
      headers: {
        'x-amz-function-error': 'Unhandled',
        'x-amz-executed-version': '$LATEST',
        'x-amz-log-result': Buffer.from('START\nTask timed out after 3.00 seconds\n').toString('base64'),
      },
      body: '{"errorType":"Sandbox.Timedout","errorMessage":"ü"}',
    });
    const aws = await openCanned(server);
    const answer = await aws.invoker.invoke(arn, { certificateSigningRequest: 'x' });
    expect(answer).toMatchObject({
      payload: '{"errorType":"Sandbox.Timedout","errorMessage":"ü"}',
      functionError: 'Unhandled',
      logTail: 'START\nTask timed out after 3.00 seconds\n',
      executedVersion: '$LATEST',
    });
    expect(answer.elapsedMs).toBeGreaterThan(0);
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: '{"certificateSigningRequest":"x"}' });
    expect(server.seen[0]?.headers).toMatchObject({
      'x-amz-invocation-type': 'RequestResponse',
      'x-amz-log-type': 'Tail',
    });
  });
});
