import { GetMetricData$, GetMetricStatistics$, ListMetrics$ } from '@aws-sdk/client-cloudwatch';
import { shapeTable } from './operation-shape.ts';

/** One line per operation that the sandbox carries out; only these shapes get into the bundle. */
export const cloudwatchShapes = shapeTable([GetMetricData$, GetMetricStatistics$, ListMetrics$]);
