import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';

const HOUR_MS = 3600 * 1000;

/**
 * A sample of a metric in AWS/IoT, for use inside `Store.change`: 0 or 1, so that the sum is how often it was 1.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html
 */
export function countSample(state: AccountState, region: string, metric: string, value: 0 | 1, now: Date): void {
  const { cloudwatch } = regionOf(state, region);
  cloudwatch.counted ??= {};
  const hours = (cloudwatch.counted[metric] ??= {});
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString();
  const before = hours[hour] ?? { sampleCount: 0, sum: 0 };
  hours[hour] = { sampleCount: before.sampleCount + 1, sum: before.sum + value };
}
