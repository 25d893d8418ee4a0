import { describe, expect, it } from 'vitest';
import { json, jsonError, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const CERTIFICATE = `arn:aws:iot:us-east-1:000000000000:cert/${'ab'.repeat(32)}`;

async function collect<T>(list: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of list) all.push(...page);
  return all;
}

describe('the adapters for fleets', () => {
  it('list all policies, in the largest pages that AWS has', async () => {
    await using server = await startCannedServer(
      json(200, { policies: [{ policyName: 'a' }], nextMarker: 'm' }),
      json(200, { policies: [{ policyName: 'b' }] }),
    );
    const aws = await openCanned(server);
    await expect(collect(aws.reader.listPolicies())).resolves.toEqual(['a', 'b']);
    expect(server.seen.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^\/policies\?.*pageSize=250/),
      expect.stringMatching(/marker=m/),
    ]);
  });

  it('read what a policy is attached to and what is attached to a certificate, which AWS has sent with POST', async () => {
    await using server = await startCannedServer(
      json(200, { targets: [CERTIFICATE], nextMarker: 'more' }),
      json(200, { policies: [{ policyName: 'a' }, { policyName: 'b' }] }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.policyTargets('a')).resolves.toEqual({ targets: [CERTIFICATE], hasMore: true });
    await expect(aws.reader.listAttachedPolicies(CERTIFICATE)).resolves.toEqual(['a', 'b']);
    expect(server.seen.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'POST /policy-targets/a',
      `POST /attached-policies/${encodeURIComponent(CERTIFICATE)}`,
    ]);
  });

  it('know a registered CA and whether its devices register themselves', async () => {
    await using server = await startCannedServer(
      json(200, { certificates: [{ certificateId: 'ab', status: 'ACTIVE' }] }),
      json(200, {
        certificateDescription: {
          certificateId: 'ab',
          status: 'ACTIVE',
          certificatePem: 'PEM',
          autoRegistrationStatus: 'ENABLE',
          certificateMode: 'SNI_ONLY',
        },
        registrationConfig: { templateName: 'acme-partner-devices' },
      }),
      jsonError(404, 'ResourceNotFoundException', 'no such CA'),
    );
    const aws = await openCanned(server);
    await expect(collect(aws.reader.listCaCertificates())).resolves.toEqual([
      { certificateId: 'ab', status: 'ACTIVE' },
    ]);
    await expect(aws.reader.describeCaCertificate('ab')).resolves.toEqual({
      certificateId: 'ab',
      status: 'ACTIVE',
      certificatePem: 'PEM',
      autoRegistration: true,
      certificateMode: 'SNI_ONLY',
      templateName: 'acme-partner-devices',
    });
    await expect(aws.reader.describeCaCertificate('cd')).resolves.toBeUndefined();
  });

  it('count the calls of both ways to a certificate', async () => {
    const metric = (Id: string, Values: number[]) => ({ Id, Values, StatusCode: 'Complete' });
    await using server = await startCannedServer(
      json(200, {
        MetricDataResults: [
          metric('csrFailed', [1]),
          metric('csrCalls', [10, 5]),
          metric('keysFailed', []),
          metric('keysCalls', [3]),
        ],
      }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.onboardingMetrics(14)).resolves.toEqual({
      days: 14,
      fromCsr: { calls: 15, failed: 1 },
      withKeys: { calls: 3, failed: 0 },
    });
  });
});
