import { equal, ok } from 'node:assert/strict';
import { secondsOf } from '../support/aws-cli.mjs';

const DAY_MS = 24 * 3600 * 1000;
const METRIC = { Namespace: 'AWS/IoT', MetricName: 'CreateCertificateFromCsrFailed' };

export async function metrics(aws, scenarios) {
  await scenarios.run('CloudWatch counts the CSRs of two weeks, the same in both of its ways to ask', async () => {
    const now = Date.now();
    const range = ['--start-time', iso(now - 14 * DAY_MS), '--end-time', iso(now)];
    const metric = ['--namespace', METRIC.Namespace, '--metric-name', METRIC.MetricName];
    const statistics = ['--period', '86400', '--statistics', 'SampleCount', 'Sum'];
    const count = ['cloudwatch', 'get-metric-statistics', ...metric, ...range, ...statistics];
    const { Label, Datapoints } = await aws.call(count);
    equal(Label, METRIC.MetricName);
    const total = sum(Datapoints.map(({ SampleCount }) => SampleCount));
    ok(total > 100, `${total} CSRs`);
    for (const { Timestamp } of Datapoints) ok(secondsOf(Timestamp) > now / 1000 - 15 * 86_400, String(Timestamp));

    const query = [{ Id: 'csrs', MetricStat: { Metric: METRIC, Period: 86_400, Stat: 'SampleCount' } }];
    const ask = ['cloudwatch', 'get-metric-data', '--metric-data-queries', JSON.stringify(query), ...range];
    const { MetricDataResults } = await aws.call(ask);
    equal(sum(MetricDataResults[0].Values), total);
  });

  await scenarios.run('a period that CloudWatch has not is refused', async () => {
    const metric = ['--namespace', METRIC.Namespace, '--metric-name', METRIC.MetricName, '--statistics', 'Sum'];
    const range = ['--start-time', iso(Date.now() - DAY_MS), '--end-time', iso(Date.now()), '--period', '61'];
    const { code } = await aws.refusal(['cloudwatch', 'get-metric-statistics', ...metric, ...range]);
    equal(code, 'InvalidParameterValue');
  });
}

const iso = (ms) => new Date(ms).toISOString();

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
