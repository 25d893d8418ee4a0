import { partitionOf, REGION } from '../partitions.ts';
import type { AwsPlace } from './aws/aws-endpoint.ts';
import { EnvironmentReader } from './environment-reader.ts';

/** Where the function itself runs, and so where its secrets are: Lambda sets `AWS_REGION`. */
export function placeFromEnvironment(env: Readonly<Record<string, string | undefined>>): AwsPlace {
  const read = new EnvironmentReader(env);
  const region = read.text('AWS_REGION', (value) => REGION.pattern.test(value), 'an AWS Region');
  read.throwProblems();
  return { partition: partitionOf(region).id, region };
}
