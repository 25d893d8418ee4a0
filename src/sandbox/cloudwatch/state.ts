/** Metrics of one Region, in namespace AWS/IoT, without dimensions, summed up by hour. */
export interface CloudwatchState {
  /** By metric name. */
  metrics: Record<string, HourlySample[]>;
}

export interface HourlySample {
  /** Start of the hour, ISO 8601. */
  hour: string;
  sampleCount: number;
  sum: number;
}

export const emptyCloudwatchState = (): CloudwatchState => ({ metrics: {} });
