import { describe, expect, it } from 'vitest';
import { endpointNames, regionOfEndpoint } from '../../../src/sandbox/mqtt/endpoint-names.ts';

const account = '000000000000';

describe('the names of the device endpoints', () => {
  it.each(['us-east-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-isob-east-1', 'ap-southeast-12'])(
    'tell that they are those of %s',
    (region) => {
      const names = endpointNames({ account, region });
      expect(names).toHaveLength(2);
      for (const name of names) expect(regionOfEndpoint(name.toUpperCase(), account)).toBe(region);
    },
  );

  it('of another account, and other names, are those of no Region', () => {
    const [other = ''] = endpointNames({ account: '111122223333', region: 'us-east-1' });
    for (const name of [other, 'x.iot.us-east-1.amazonaws.com', 'example.com'])
      expect(regionOfEndpoint(name, account)).toBeUndefined();
  });
});
