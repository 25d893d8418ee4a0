import type { Service } from '../service.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';

/** What it does and what is assumed: BEHAVIOUR.md. */
export const cloudwatchService: Service = {
  signingName: 'monitoring',
  iamPrefix: 'cloudwatch',
  operations: {
    GetMetricData: { handler: getMetricData },
    GetMetricStatistics: { handler: getMetricStatistics },
  },
};
