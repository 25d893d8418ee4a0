import type { Call } from '../service.ts';
import { invalidParameter, selectSamples, statistic, type Metric } from './select-samples.ts';

interface MetricDataQuery {
  readonly Id: string;
  readonly Label?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: { readonly Metric: Metric; readonly Period: number; readonly Stat: string };
}

interface GetMetricDataInput {
  readonly MetricDataQueries: readonly MetricDataQuery[];
  readonly StartTime: number;
  readonly EndTime: number;
  readonly ScanBy?: 'TimestampDescending' | 'TimestampAscending';
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export async function getMetricData(input: GetMetricDataInput, call: Call): Promise<object> {
  const queries = (input.MetricDataQueries ?? []).filter(({ ReturnData }) => ReturnData !== false);
  return { MetricDataResults: await Promise.all(queries.map((query) => runQuery(query, input, call))), Messages: [] };
}

async function runQuery(query: MetricDataQuery, input: GetMetricDataInput, call: Call): Promise<object> {
  const { Id, Label, MetricStat } = query;
  if (MetricStat === undefined) throw invalidParameter('The certprov sandbox answers queries with MetricStat only.');
  const { Metric, Period, Stat } = MetricStat;
  const range = { start: input.StartTime, end: input.EndTime, period: Period };
  const found = await selectSamples(Metric, range, call);
  const points = input.ScanBy === 'TimestampAscending' ? found : found.toReversed();
  return {
    Id,
    Label: Label ?? Metric.MetricName,
    Timestamps: points.map(({ timestamp }) => timestamp),
    Values: points.map((point) => statistic(Stat, point)),
    StatusCode: 'Complete',
  };
}

interface GetMetricStatisticsInput extends Metric {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Period: number;
  readonly Statistics?: readonly string[];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export async function getMetricStatistics(input: GetMetricStatisticsInput, call: Call): Promise<object> {
  const range = { start: input.StartTime, end: input.EndTime, period: input.Period };
  const points = await selectSamples(input, range, call);
  return {
    Label: input.MetricName,
    Datapoints: points.map((point) => ({
      Timestamp: point.timestamp,
      Unit: 'None',
      ...Object.fromEntries((input.Statistics ?? []).map((name) => [name, statistic(name, point)])),
    })),
  };
}
