import { CloudWatchClient, GetMetricDataCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';

const DAY = 24 * 3600;
const now = new Date('2026-11-20T15:30:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY * 1000);

let account: TemporaryAccount;
let cloudwatch: CloudWatchClient;

beforeAll(async () => {
  account = await temporaryAccount({ clock: { now: () => now } });
  cloudwatch = new CloudWatchClient(account.client);
});
afterAll(() => account[Symbol.asyncDispose]());

const query = (Id: string, Stat: string, MetricName = 'CreateCertificateFromCsrFailed', Period = 14 * DAY) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'AWS/IoT', MetricName }, Period, Stat },
});
const range = { StartTime: daysAgo(14), EndTime: now };

describe('the metrics of two weeks', () => {
  it('tell how many devices asked for a certificate and how many got none', async () => {
    const { MetricDataResults } = await cloudwatch.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [query('calls', 'SampleCount'), query('failed', 'Sum')],
      }),
    );
    const [calls, failed] = MetricDataResults!.map(({ Values }) => Values![0]!);

    expect(MetricDataResults!.map(({ Id, StatusCode }) => [Id, StatusCode])).toEqual([
      ['calls', 'Complete'],
      ['failed', 'Complete'],
    ]);
    expect(calls).toBeGreaterThan(400);
    expect(failed).toBeGreaterThan(0);
    expect(failed! / calls!).toBeLessThan(0.05);
  });

  it('add up by day to the same, newest first', async () => {
    const values = async (period: number) => {
      const { MetricDataResults } = await cloudwatch.send(
        new GetMetricDataCommand({ ...range, MetricDataQueries: [query('calls', 'SampleCount', undefined, period)] }),
      );
      return MetricDataResults![0]!;
    };
    const [whole, byDay] = [await values(14 * DAY), await values(DAY)];
    const times = byDay.Timestamps!.map((time) => time.getTime());

    expect(times).toHaveLength(14);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(byDay.Values!.reduce((sum, value) => sum + value)).toBe(whole.Values![0]);
  });

  it('are the same as statistics', async () => {
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...range,
        Namespace: 'AWS/IoT',
        MetricName: 'CreateKeysAndCertificateFailed',
        Period: 14 * DAY,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    );

    expect(Datapoints).toHaveLength(1);
    expect(Datapoints![0]).toMatchObject({ Sum: 0, Maximum: 0, Timestamp: daysAgo(14) });
    expect(Datapoints![0]!.SampleCount).toBeGreaterThan(50);
  });

  it('are empty for what nobody measured', async () => {
    const { MetricDataResults } = await cloudwatch.send(
      new GetMetricDataCommand({ ...range, MetricDataQueries: [query('x', 'Sum', 'Unheard')] }),
    );

    expect(MetricDataResults![0]).toMatchObject({ Values: [], Timestamps: [], StatusCode: 'Complete' });
  });

  it('need a range that goes forward', async () => {
    const error = await failureOf(
      cloudwatch.send(
        new GetMetricDataCommand({ StartTime: now, EndTime: daysAgo(1), MetricDataQueries: [query('x', 'Sum')] }),
      ),
    );

    expect(error.message).toContain('StartTime must be less than the parameter EndTime');
  });
});
