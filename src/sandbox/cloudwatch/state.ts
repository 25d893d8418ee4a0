/** Metrics of one Region, in namespace AWS/IoT, without dimensions. */
export interface CloudwatchState {
  /** By metric name, summed up by hour: what the account was seeded with. */
  metrics: Record<string, HourlySample[]>;
  /** What has happened here, by metric name and hour: a sample more writes one entry and not the whole list. */
  counted?: Record<string, Record<string, Omit<HourlySample, 'hour'>>>;
}

export interface HourlySample {
  /** Start of the hour, ISO 8601. */
  hour: string;
  sampleCount: number;
  sum: number;
}

export const emptyCloudwatchState = (): CloudwatchState => ({ metrics: {} });
