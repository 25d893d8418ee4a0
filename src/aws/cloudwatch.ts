import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { CertprovError } from '../errors.ts';
import { callOver } from './call.ts';
import { connectClient } from './connect-client.ts';
import type { Connection } from './connection.ts';
import { allPages, pages } from './pages.ts';
import type { AwsReader } from './ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function cloudwatchReader(connection: Connection): Pick<AwsReader, 'signingMetrics'> {
  const cloudwatch = connectClient(CloudWatchClient, connection, 'cloudwatch', 'read');
  const call = callOver(connection);

  return {
    async signingMetrics(days) {
      const action = 'cloudwatch:GetMetricData';
      // Whole hours: data points older than 63 days exist for whole hours only.
      const end = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
      const query = {
        MetricDataQueries: [metric('failed', 'Sum'), metric('calls', 'SampleCount')],
        StartTime: new Date(end.getTime() - days * DAY_MS),
        EndTime: end,
      };
      const results = await allPages(
        pages(action, async (NextToken) => {
          const answer = await call({ action, repeat: 'always' }, (options) =>
            cloudwatch.send(new GetMetricDataCommand({ ...query, NextToken }), options),
          );
          return { items: answer.MetricDataResults ?? [], next: answer.NextToken || undefined };
        }),
      );
      return { days, calls: total(results, 'calls', action), failed: total(results, 'failed', action) };
    },
  };
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html */
const metric = (Id: string, Stat: string) => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/IoT', MetricName: 'CreateCertificateFromCsrFailed' },
    Period: HOUR_MS / 1_000,
    Stat,
  },
});

/** A metric can fail inside an answer that as a whole is fine. */
function total(results: readonly MetricDataResult[], id: string, action: string): number {
  const parts = results.filter((result) => result.Id === id);
  const broken = parts.find(({ StatusCode }) => StatusCode === 'InternalError' || StatusCode === 'Forbidden');
  if (broken) {
    const text = broken.Messages?.[0]?.Value ?? broken.StatusCode ?? '';
    const code = broken.StatusCode === 'Forbidden' ? 'AWS_ACCESS_DENIED' : 'AWS_FAILED';
    throw new CertprovError(code, `${action} has no answer for CreateCertificateFromCsrFailed: ${text}`, {
      details: { action, definite: true },
    });
  }
  return parts.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
}
