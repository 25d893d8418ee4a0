import { describe, expect, it } from 'vitest';
import { readLandingZone } from '../../src/deployment/landing-zone.ts';
import { vpcOfTags, vpcTags } from '../../src/deployment/vpc-tags.ts';

const ids = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${kind}-${String(i).padStart(17, '0')}`);
const vpcOf = (subnets: number, groups: number) => ({
  subnetIds: ids('subnet', subnets),
  securityGroupIds: ids('sg', groups),
});

describe('the tags of a role that say what its function is attached to', () => {
  // Lambda takes up to 16 subnets and 5 security groups.
  it.each([
    [1, 1, 1],
    [3, 2, 1],
    [10, 1, 2],
    [16, 5, 2],
  ])('have %i subnets and %i groups in values that IAM takes, and give them back', (subnets, groups, count) => {
    const vpc = vpcOf(subnets, groups);
    const tags = vpcTags(vpc);
    expect(Object.keys(tags)).toEqual(['certprov:vpc', 'certprov:vpc-2'].slice(0, count));
    for (const value of Object.values(tags)) expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/);
    expect(vpcOfTags({ ...tags, Owner: 'iot', 'certprov:run': 'subnet-1' })).toEqual(vpc);
  });

  it('are none outside of a VPC, and what a journal has otherwise is no VPC', () => {
    expect(vpcTags(undefined)).toEqual({});
    for (const tags of [undefined, null, 'x', {}, { 'certprov:vpc': 1 }, { 'certprov:vpc': 'sg-1' }])
      expect(vpcOfTags(tags)).toBeUndefined();
  });

  it('count with those of the operator, of which AWS takes 50 on a role', () => {
    const place = { partition: 'aws', account: '000000000000', region: 'us-east-1' };
    const { subnetIds, securityGroupIds } = vpcOf(16, 5);
    const many = {
      subnetIds: subnetIds.join(),
      securityGroupIds: securityGroupIds.join(),
      logRetention: 30,
      tags: Array.from({ length: 46 }, (_, i) => `key-${i}=v`),
    };
    expect(() => readLandingZone(many, place)).toThrow('certprov needs 5 for its own');
    expect(readLandingZone({ ...many, tags: many.tags.slice(1) }, place).vpc?.subnetIds).toHaveLength(16);
    expect(readLandingZone({ tags: many.tags }, place).vpc).toBeUndefined();
  });
});
