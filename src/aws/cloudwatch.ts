import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { CertprovError } from '../errors.ts';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { allPages, pages } from './pages.ts';
import { listed } from './present.ts';
import type { AwsReader } from './ports/ports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_CSR = 'CreateCertificateFromCsrFailed';
const WITH_KEYS = 'CreateKeysAndCertificateFailed';

export function cloudwatchReader(connection: Connection): Pick<AwsReader, 'signingMetrics' | 'onboardingMetrics'> {
  const cloudwatch = connectClient(CloudWatchClient, connection, 'cloudwatch', 'read');
  const call = callOver(connection);

  const action = 'cloudwatch:GetMetricData';

  /** The sums of some metrics over the last days, by the ids of their queries. */
  const read = async (days: number, queries: readonly MetricDataQuery[]) => {
    // Whole hours: data points older than 63 days exist for whole hours only.
    const end = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
    const query = {
      MetricDataQueries: [...queries],
      StartTime: new Date(end.getTime() - days * DAY_MS),
      EndTime: end,
    };
    const results = await allPages(
      pages(action, async (NextToken) => {
        const answer = await call({ action, repeat: 'always' }, (options) =>
          cloudwatch.send(new GetMetricDataCommand({ ...query, NextToken }), options),
        );
        return {
          items: listed(answer.MetricDataResults, answer, 'MetricDataResults', action),
          next: answer.NextToken || undefined,
        };
      }),
    );
    return (id: string, name: string): number => total(results, id, name, action);
  };

  return {
    async signingMetrics(days) {
      const sum = await read(days, [metric('failed', FROM_CSR, 'Sum'), metric('calls', FROM_CSR, 'SampleCount')]);
      return { days, calls: sum('calls', FROM_CSR), failed: sum('failed', FROM_CSR) };
    },

    async onboardingMetrics(days) {
      const sum = await read(days, [
        metric('csrFailed', FROM_CSR, 'Sum'),
        metric('csrCalls', FROM_CSR, 'SampleCount'),
        metric('keysFailed', WITH_KEYS, 'Sum'),
        metric('keysCalls', WITH_KEYS, 'SampleCount'),
      ]);
      return {
        days,
        fromCsr: { calls: sum('csrCalls', FROM_CSR), failed: sum('csrFailed', FROM_CSR) },
        withKeys: { calls: sum('keysCalls', WITH_KEYS), failed: sum('keysFailed', WITH_KEYS) },
      };
    },
  };
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html */
const metric = (Id: string, MetricName: string, Stat: string): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/IoT', MetricName },
    Period: HOUR_MS / 1_000,
    Stat,
  },
});

/** A metric can fail inside an answer that as a whole is fine. */
function total(results: readonly MetricDataResult[], id: string, name: string, action: string): number {
  const parts = results.filter((result) => result.Id === id);
  const broken = parts.find(({ StatusCode }) => StatusCode === 'InternalError' || StatusCode === 'Forbidden');
  if (broken) {
    const text = broken.Messages?.[0]?.Value ?? broken.StatusCode ?? '';
    const code = broken.StatusCode === 'Forbidden' ? 'AWS_ACCESS_DENIED' : 'AWS_FAILED';
    throw new CertprovError(code, `${action} has no answer for ${name}: ${text}`, {
      details: { action, definite: true },
    });
  }
  return parts.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
}
