import type { AwsPlace } from './aws-json-client.ts';
import { EnvironmentReader } from './environment-reader.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
];

/** Where the function itself runs, and so where its secrets are: Lambda sets `AWS_REGION`. */
export function placeFromEnvironment(env: Readonly<Record<string, string | undefined>>): AwsPlace {
  const read = new EnvironmentReader(env);
  const region = read.text('AWS_REGION', (value) => /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(value), 'an AWS Region');
  read.throwProblems();
  const partition = PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
  return { partition, region };
}
