import { describe, expect, it } from 'vitest';
import { json, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const metric = (id: string, values: number[], status = 'Complete') => ({
  Id: id,
  Label: id,
  Values: values,
  Timestamps: [],
  StatusCode: status,
});

describe('cloudwatch', () => {
  it('counts calls as samples and failures as their sum, over all pages', async () => {
    await using server = await startCannedServer(
      json(200, {
        MetricDataResults: [metric('failed', [1, 0], 'PartialData'), metric('calls', [10, 5], 'PartialData')],
        NextToken: 'n',
      }),
      json(200, { MetricDataResults: [metric('failed', [2]), metric('calls', [7])] }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.signingMetrics(14)).resolves.toEqual({ days: 14, calls: 22, failed: 3 });
  });

  it('does not take a metric that failed for no calls at all', async () => {
    await using server = await startCannedServer(
      json(200, {
        MetricDataResults: [
          metric('failed', []),
          { ...metric('calls', [], 'InternalError'), Messages: [{ Code: 'x', Value: 'try later' }] },
        ],
      }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.signingMetrics(14)).rejects.toMatchObject({
      code: 'AWS_FAILED',
      message: expect.stringContaining('try later'),
    });
  });
});
