import { afterEach, describe, expect, it, vi } from 'vitest';
import { openAws } from '../../src/aws/open-aws.ts';
import { makeServerIdentity } from '../signer/test-authority.ts';
import { startHttpsServer, type HttpsServer } from '../support/https-server.ts';

afterEach(() => vi.unstubAllEnvs());

/** A server that says it is AWS, with a certificate that only itself vouches for. */
async function callsOf(tlsOff: boolean, call: (aws: Awaited<ReturnType<typeof openAws>>) => Promise<unknown>) {
  await using server: HttpsServer = await startHttpsServer(await makeServerIdentity(), () => ({ status: 200 }));
  vi.stubEnv('AWS_ENDPOINT_URL', server.origin);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-real-secret-key');
  if (tlsOff) vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const aws = await openAws({ region: 'us-east-1', pause: async () => undefined });
  try {
    return { error: await call(aws).then(String, (error: unknown) => error), requests: server.requests };
  } finally {
    aws.close();
  }
}

describe.each([
  ['with the settings of Node.js', false],
  ['with NODE_TLS_REJECT_UNAUTHORIZED=0', true],
])('an endpoint that nobody vouches for, %s', (_case, tlsOff) => {
  it.each([
    ['a read', (aws) => aws.reader.callerIdentity()],
    ['a change', (aws) => aws.writer.deleteCertificateProvider('certprov')],
    ['an invocation', (aws) => aws.invoker.invoke('arn:aws:lambda:us-east-1:111122223333:function:f', {})],
  ] satisfies [string, Parameters<typeof callsOf>[1]][])('gets nothing of %s', async (_call, call) => {
    const { error, requests } = await callsOf(tlsOff, call);
    expect(error).toMatchObject({
      code: 'AWS_UNREACHABLE',
      message: expect.stringContaining('its TLS certificate was not accepted'),
    });
    expect(requests).toEqual([]);
  });
});
