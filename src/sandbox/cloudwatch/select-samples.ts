import { type Call, lookup, ServiceError } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import type { CloudwatchState, HourlySample } from './state.ts';

export interface Metric {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly object[];
}

/** All in seconds, since 1970 where they are times. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly period: number;
}

interface Datapoint {
  /** Start of the period, epoch seconds. */
  readonly timestamp: number;
  readonly sampleCount: number;
  readonly sum: number;
}

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValue', 400, message);

/** Samples of a metric by period, oldest first; periods without samples are left out, as CloudWatch does. */
export function selectSamples(
  metric: Metric,
  { start, end, period }: Range,
  call: Call,
): Promise<readonly Datapoint[]> {
  if (start >= end) throw invalidParameter('The parameter StartTime must be less than the parameter EndTime.');
  if (!Number.isInteger(period) || period < 60 || period % 60 !== 0) {
    throw invalidParameter('The parameter Period must be a multiple of 60.');
  }
  return call.store.read((state) => {
    const { cloudwatch } = regionOf(state, call.region);
    // The metrics that the sandbox keeps have no dimensions, so that asking with one finds nothing.
    const isKept = metric.Namespace === 'AWS/IoT' && (metric.Dimensions ?? []).length === 0;
    const byPeriod = new Map<number, Datapoint>();
    for (const sample of isKept ? samplesOf(cloudwatch, metric.MetricName ?? '') : []) {
      const at = Date.parse(sample.hour) / 1000;
      if (at < start || at >= end) continue;
      const periods = Math.floor((at - start) / period);
      const before = byPeriod.get(periods) ?? { sampleCount: 0, sum: 0 };
      byPeriod.set(periods, {
        timestamp: start + periods * period,
        sampleCount: before.sampleCount + sample.sampleCount,
        sum: before.sum + sample.sum,
      });
    }
    return [...byPeriod.values()].toSorted((a, b) => a.timestamp - b.timestamp);
  });
}

const samplesOf = ({ metrics, counted = {} }: CloudwatchState, name: string): readonly HourlySample[] => [
  ...(lookup(metrics, name) ?? []),
  ...Object.entries(lookup(counted, name) ?? {}).map(([hour, sample]) => ({ hour, ...sample })),
];

/** Every sample is 0 or 1, so that the extremes follow from the sum. */
export function statistic(name: string, { sampleCount, sum }: Datapoint): number {
  switch (name) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return sampleCount;
    case 'Average':
      return sum / sampleCount;
    case 'Minimum':
      return sum < sampleCount ? 0 : 1;
    case 'Maximum':
      return sum > 0 ? 1 : 0;
    default:
      throw invalidParameter(`The value ${name} for parameter Stat is not one that the certprov sandbox knows.`);
  }
}
