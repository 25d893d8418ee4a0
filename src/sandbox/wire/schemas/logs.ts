import {
  CreateLogGroup$,
  DeleteLogGroup$,
  DeleteRetentionPolicy$,
  DescribeLogGroups$,
  ListTagsForResource$,
  PutRetentionPolicy$,
  TagResource$,
  UntagResource$,
} from '@aws-sdk/client-cloudwatch-logs';
import { shapeTable } from './operation-shape.ts';

/** One line per operation that the sandbox carries out; only these shapes get into the bundle. */
export const logsShapes = shapeTable([
  CreateLogGroup$,
  DeleteLogGroup$,
  DeleteRetentionPolicy$,
  DescribeLogGroups$,
  ListTagsForResource$,
  PutRetentionPolicy$,
  TagResource$,
  UntagResource$,
]);
