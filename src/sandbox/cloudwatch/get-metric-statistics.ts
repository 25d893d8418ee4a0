import type { Call } from '../service.ts';
import { selectSamples, statistic, type Metric } from './select-samples.ts';

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
