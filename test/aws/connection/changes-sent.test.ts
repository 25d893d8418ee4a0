import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ChangesSent } from '../../../src/aws/connection/changes-sent.ts';
import type { Aws } from '../../../src/aws/open-aws.ts';
import { type Canned, json, jsonError, startCannedServer } from '../canned-server.ts';
import { openCanned } from '../open-canned.ts';

const remove = (aws: Aws): Promise<unknown> => aws.writer.deleteCertificateProvider('certprov');
const DELETE = 'DeleteCertificateProvider';
const AWS_ID = { 'x-amzn-requestid': '11111111-2222-3333-4444-555555555555' };
const denied = jsonError(403, 'AccessDeniedException', 'User: arn:a is not authorized to perform: iot:x', AWS_ID);
const SHORT = { requestMs: 100, attemptMs: 150, callMs: 200 };

async function after(canned: Canned, act: (aws: Aws) => Promise<unknown> = remove): Promise<ChangesSent> {
  await using server = await startCannedServer(canned);
  const changes = new ChangesSent();
  const aws = await openCanned(server, { changes, timeouts: SHORT });
  await act(aws).catch(() => undefined);
  return changes;
}

describe('requests that could change an account', () => {
  it.each<[string, Canned, boolean]>([
    ['is carried out', json(200, {}, AWS_ID), true],
    ['is refused', denied, false],
    [
      'is refused by whoever is not AWS',
      jsonError(403, 'AccessDeniedException', 'no', { 'x-amzn-requestid': '' }),
      true,
    ],
    ['fails at AWS', jsonError(500, 'InternalFailureException', 'oops', AWS_ID), true],
    ['loses its answer', 'reset', true],
    ['is never answered', 'silence', true],
  ])('count when one %s', async (_case, canned, mayHaveDone) => {
    const changes = await after(canned);
    expect(changes.count).toBeGreaterThan(0);
    expect(changes.mayHaveDone(DELETE)).toBe(mayHaveDone);
    expect(changes.mayHaveDone('CreateCertificateProvider')).toBe(false);
  });

  it('do not count when nobody was there to take one', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as { port: number };
    await new Promise((resolve) => listener.close(resolve));
    const changes = new ChangesSent();
    const aws = await openCanned({ endpoint: `http://127.0.0.1:${port}` }, { changes, timeouts: SHORT });
    await expect(remove(aws)).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' });
    expect(changes.count).toBe(0);
  });

  it('are neither looks nor signatures', async () => {
    const looks = await after(json(200, {}), (aws) => aws.reader.listCertificateProviders());
    expect(looks.count).toBe(0);
    const signs = await after(json(200, {}), (aws) =>
      aws.writer.signDigest('arn:k', Buffer.alloc(32), 'ECDSA_SHA_256'),
    );
    expect(signs.count).toBe(0);
  });

  it('are invocations too, which may issue a certificate', async () => {
    const changes = await after(json(200, {}), (aws) =>
      aws.invoker.invoke('arn:aws:lambda:us-east-1:111122223333:function:f', {}),
    );
    expect(changes.count).toBe(1);
  });
});
