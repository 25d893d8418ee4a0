import { describe, expect, it } from 'vitest';
import { allPages } from '../../src/aws/pages.ts';
import { json, jsonError, type SeenRequest, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const FUNCTION = {
  FunctionName: 'signer',
  FunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:signer',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Role: 'arn:aws:iam::111122223333:role/r',
  Timeout: 5,
  MemorySize: 512,
  Description: '',
  CodeSha256: 'abc=',
  LastModified: '2026-11-22T02:14:00.000+0000',
  PackageType: 'Zip',
  Architectures: ['arm64'],
};

describe('lambda', () => {
  it('lists page by page, and asks for a page only when it is wanted', async () => {
    await using server = await startCannedServer((request: SeenRequest) =>
      request.path.includes('Marker=two')
        ? json(200, { Functions: [{ ...FUNCTION, FunctionName: 'second', Runtime: undefined, PackageType: 'Image' }] })
        : json(200, { Functions: [FUNCTION], NextMarker: 'two' }),
    );
    const aws = await openCanned(server);
    const pages = aws.reader.listFunctions()[Symbol.asyncIterator]();
    await expect(pages.next()).resolves.toMatchObject({
      value: [
        { functionName: 'signer', runtime: 'nodejs24.x', timeoutSeconds: 5, memoryMb: 512, architecture: 'arm64' },
      ],
    });
    expect(server.seen).toHaveLength(1);
    await expect(pages.next()).resolves.toMatchObject({
      value: [{ functionName: 'second', runtime: undefined, packageType: 'Image' }],
    });
    await expect(pages.next()).resolves.toMatchObject({ done: true });
    expect(server.seen).toHaveLength(2);
  });

  it('does not follow pages that lead back to themselves', async () => {
    await using server = await startCannedServer(json(200, { Functions: [], NextMarker: 'again' }));
    const aws = await openCanned(server);
    await expect(allPages(aws.reader.listFunctions())).rejects.toMatchObject({ code: 'AWS_NOT_AWS' });
    expect(server.seen).toHaveLength(2);
  });

  it('describes state, tags and reserved concurrency, zero included', async () => {
    await using server = await startCannedServer(
      json(200, {
        Configuration: {
          ...FUNCTION,
          State: 'Failed',
          StateReason: 'no',
          LastUpdateStatus: 'Successful',
          Environment: { Variables: { A: 'b' } },
        },
        Tags: { 'certprov:run': '1' },
        Concurrency: { ReservedConcurrentExecutions: 0 },
      }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.describeFunction('signer')).resolves.toMatchObject({
      state: 'Failed',
      stateReason: 'no',
      tags: { 'certprov:run': '1' },
      environment: { A: 'b' },
      reservedConcurrency: 0,
    });
    expect(server.seen[0]?.path).toMatch(/\/functions\/signer\/?$/);
  });

  it('knows a function without a policy from one with a policy', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Sid: 's', Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' } }],
    };
    await using server = await startCannedServer(
      json(200, { Policy: JSON.stringify(policy) }),
      jsonError(404, 'ResourceNotFoundException', 'The resource you requested does not exist.'),
      json(200, { Policy: JSON.stringify({ Statement: { Effect: 'Deny' } }) }),
      json(200, { Policy: 'not json' }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.functionPolicy('signer')).resolves.toEqual(policy);
    await expect(aws.reader.functionPolicy('signer')).resolves.toBeUndefined();
    await expect(aws.reader.functionPolicy('signer')).resolves.toEqual({
      Version: '2008-10-17',
      Statement: [{ Effect: 'Deny' }],
    });
    await expect(aws.reader.functionPolicy('signer')).rejects.toMatchObject({ code: 'AWS_NOT_AWS' });
  });
});
