import type { Service } from '../service.ts';
import { getMetricData, getMetricStatistics } from './get-metric-data.ts';

/** What it does and what is assumed: BEHAVIOUR.md. */
export const cloudwatchService: Service = {
  signingName: 'monitoring',
  iamPrefix: 'cloudwatch',
  operations: {
    GetMetricData: { handler: getMetricData },
    GetMetricStatistics: { handler: getMetricStatistics },
  },
};
