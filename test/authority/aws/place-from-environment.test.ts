import { describe, expect, it } from 'vitest';
import { placeFromEnvironment } from '../../../src/authority/aws/aws-endpoint.ts';

describe('placeFromEnvironment', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['ap-southeast-7', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('%s is in partition %s', (region, partition) => {
    expect(placeFromEnvironment({ AWS_REGION: region })).toEqual({ partition, region });
  });

  it.each([[{}], [{ AWS_REGION: '' }], [{ AWS_REGION: 'nowhere' }], [{ AWS_REGION: 'eu-west-1.evil.example/' }]])(
    'refuses %o by name',
    (env) => {
      expect(() => placeFromEnvironment(env)).toThrow(
        expect.objectContaining({ name: 'ConfigurationInvalid', message: expect.stringContaining('AWS_REGION') }),
      );
    },
  );
});
