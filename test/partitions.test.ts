import { describe, expect, it } from 'vitest';
import { PARTITIONS, partitionOf, REGION } from '../src/partitions.ts';

describe('Regions', () => {
  it.each([
    'eu-central-1',
    'us-gov-west-1',
    'eusc-de-east-1',
    'us-isob-east-1',
    'ap-southeast-12',
    'mx-central-1',
    // Not there yet.
    'eusc-fr-north-2',
    'xx-newland-1',
    'af-east2-central-1',
    'us-isog-east-1',
  ])('%s is a name that a Region may have', (region) => expect(REGION.pattern.test(region)).toBe(true));

  it.each([
    '',
    'eu',
    'eu-central',
    'EU-CENTRAL-1',
    'eu-central-1.evil.example',
    'eu_central_1',
    'eu-central-1/',
    '-1',
    'eu--1',
    'a'.repeat(60) + '-b-1',
  ])('"%s" is none', (region) => expect(REGION.pattern.test(region)).toBe(false));

  it('belong to one partition each', () => {
    expect(PARTITIONS.map(({ id }) => id).toSorted()).toEqual(
      ['aws', 'aws-cn', 'aws-eusc', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-us-gov'].toSorted(),
    );
    expect(
      Object.fromEntries(
        ['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-east-1', 'us-gov-east-1', 'us-east-1'].map(
          (region) => [region, partitionOf(region).id],
        ),
      ),
    ).toEqual({
      'us-iso-east-1': 'aws-iso',
      'us-isob-east-1': 'aws-iso-b',
      'eu-isoe-west-1': 'aws-iso-e',
      'us-isof-east-1': 'aws-iso-f',
      'us-gov-east-1': 'aws-us-gov',
      'us-east-1': 'aws',
    });
  });
});
