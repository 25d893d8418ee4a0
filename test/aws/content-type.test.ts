import { describe, expect, it } from 'vitest';
import { html, json, jsonError, startCannedServer, type CannedAnswer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const relabelled = (answer: CannedAnswer, contentType: string): CannedAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'content-type': contentType },
});

describe("an answer's first byte, not its label, tells what it is", () => {
  it.each(['text/html; charset=utf-8', 'text/plain', 'application/octet-stream'])(
    'reads JSON that a proxy calls %s',
    async (label) => {
      await using server = await startCannedServer(
        relabelled(json(200, { endpointAddress: 'a1b2c3-ats.iot.us-east-1.amazonaws.com' }), label),
      );
      const aws = await openCanned(server);
      await expect(aws.reader.describeEndpoint()).resolves.toBe('a1b2c3-ats.iot.us-east-1.amazonaws.com');
    },
  );

  it.each([
    [404, 'ResourceNotFoundException', undefined],
    [403, 'AccessDeniedException', 'AWS_ACCESS_DENIED'],
    [429, 'ThrottlingException', 'AWS_THROTTLED'],
    [500, 'InternalFailureException', 'AWS_FAILED'],
  ])('reads a refusal in JSON that a proxy calls a page: HTTP %i %s', async (status, type, code) => {
    await using server = await startCannedServer(relabelled(jsonError(status, type, 'words of AWS'), 'text/html'));
    const aws = await openCanned(server);
    const came = await aws.reader.describeCertificateProvider('certprov').catch((error: unknown) => error);
    expect((came as { code?: string } | undefined)?.code).toBe(code);
  });

  it.each(['application/json', 'application/x-amz-json-1.1', 'text/plain'])(
    'does not take a page for a deletion, when it calls itself %s',
    async (label) => {
      await using server = await startCannedServer(relabelled(html(200), label));
      const aws = await openCanned(server);
      await expect(aws.writer.deleteCertificateProvider('certprov')).rejects.toMatchObject({ code: 'AWS_NOT_AWS' });
      await expect(aws.writer.deleteRolePolicy('role', 'policy')).rejects.toMatchObject({ code: 'AWS_NOT_AWS' });
    },
  );

  it.each([400, 403, 404, 503])('does not take a page for a refusal of AWS: HTTP %i', async (status) => {
    await using server = await startCannedServer(relabelled(html(status), 'application/json'));
    const aws = await openCanned(server);
    await expect(aws.reader.describeCertificateProvider('certprov')).rejects.toMatchObject({
      code: 'AWS_NOT_AWS',
      details: { definite: false },
    });
  });
});
