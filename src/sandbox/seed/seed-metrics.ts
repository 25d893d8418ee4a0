import type { CloudwatchState, HourlySample } from '../cloudwatch/state.ts';

const HOUR_MS = 3600 * 1000;
const DAYS = 14;

/** Two weeks of a fleet at work: devices are put into service by day, and a few requests fail. */
export function seedMetrics(state: CloudwatchState, now: Date): void {
  state.metrics['CreateCertificateFromCsrFailed'] = hours(now, { atNoon: 9, failEvery: 61 });
  state.metrics['CreateKeysAndCertificateFailed'] = hours(now, { atNoon: 2, failEvery: 0 });
}

function hours(now: Date, rate: { readonly atNoon: number; readonly failEvery: number }): HourlySample[] {
  const last = Math.floor(now.getTime() / HOUR_MS) - 1;
  const samples: HourlySample[] = [];
  let total = 0;
  for (let hour = last - DAYS * 24 + 1; hour <= last; hour += 1) {
    const at = new Date(hour * HOUR_MS);
    const sampleCount = Math.round(rate.atNoon * daylight(at));
    // Without a call there is no sample.
    if (sampleCount === 0) continue;
    const failed =
      rate.failEvery === 0
        ? 0
        : Math.floor((total + sampleCount) / rate.failEvery) - Math.floor(total / rate.failEvery);
    total += sampleCount;
    samples.push({ hour: at.toISOString(), sampleCount, sum: failed });
  }
  return samples;
}

/** 1 at noon UTC, 0 at night; half of that at weekends. */
function daylight(at: Date): number {
  const isWeekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
  return Math.max(0, Math.sin(((at.getUTCHours() - 6) / 12) * Math.PI)) * (isWeekend ? 0.5 : 1);
}
