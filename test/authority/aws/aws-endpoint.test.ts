import { describe, expect, it } from 'vitest';
import { awsEndpoint } from '../../../src/authority/aws/aws-endpoint.ts';

describe('awsEndpoint', () => {
  it.each([
    ['aws', 'us-east-1', 'https://acm-pca.us-east-1.amazonaws.com/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://acm-pca.us-gov-west-1.amazonaws.com/'],
    ['aws-cn', 'cn-north-1', 'https://acm-pca.cn-north-1.amazonaws.com.cn/'],
  ])('is the Region’s own in %s', (partition, region, expected) => {
    expect(awsEndpoint('acm-pca', {}, partition, region).href).toBe(expected);
  });

  it('is the one for all services when that is set, and the one for Private CA before it', () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4000' };
    expect(awsEndpoint('acm-pca', env, 'aws', 'us-east-1').href).toBe('http://127.0.0.1:4000/');
    expect(
      awsEndpoint('acm-pca', { ...env, AWS_ENDPOINT_URL_ACM_PCA: 'https://vpce-1.example.com' }, 'aws', 'us-east-1')
        .href,
    ).toBe('https://vpce-1.example.com/');
  });

  it.each(['http://localhost:4000', 'http://127.9.9.9', 'http://[::1]:4000'])(
    'may be plain HTTP on this machine: %s',
    (url) => {
      expect(awsEndpoint('acm-pca', { AWS_ENDPOINT_URL: url }, 'aws', 'us-east-1').protocol).toBe('http:');
    },
  );

  it.each([
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'ftp://127.0.0.1',
    'https://user:password@example.com',
    'https://example.com/path',
    'example.com',
  ])('is never %s', (url) => {
    expect(() => awsEndpoint('acm-pca', { AWS_ENDPOINT_URL: url }, 'aws', 'us-east-1')).toThrow('AWS_ENDPOINT_URL');
  });

  it('is not guessed for a partition that it does not know', () => {
    expect(() => awsEndpoint('acm-pca', {}, 'aws-moon', 'moon-north-1')).toThrow('AWS_ENDPOINT_URL_ACM_PCA');
  });
});
