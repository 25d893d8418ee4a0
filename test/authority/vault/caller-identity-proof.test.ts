import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { callerIdentityProof } from '../../../src/authority/vault/vault-credentials.ts';
import { AWS_ENV } from './vault-stand-in.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 30, 0);

/** The signature by the formula of the IAM User Guide, from the headers that were signed and the key. */
function signatureOf(proof: ReturnType<typeof callerIdentityProof>, region: string): string {
  const { authorization = '', ...headers } = proof.headers;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = ['POST', '/', '', ...lines, '', names.join(';'), hash(proof.body)].join('\n');
  const scope = `20261122/${region}/sts/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', '20261122T123000Z', scope, hash(canonical)].join('\n');
  let key: Buffer | string = `AWS4${AWS_ENV.AWS_SECRET_ACCESS_KEY}`;
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(text).digest('hex');
}

describe('callerIdentityProof', () => {
  it.each<[string, object, string, string]>([
    ['eu-west-1', {}, 'https://sts.amazonaws.com/', 'us-east-1'],
    ['us-east-1', {}, 'https://sts.amazonaws.com/', 'us-east-1'],
    ['eu-west-1', { stsRegion: 'eu-west-1' }, 'https://sts.eu-west-1.amazonaws.com/', 'eu-west-1'],
    ['eu-west-1', { stsRegion: 'us-east-1' }, 'https://sts.us-east-1.amazonaws.com/', 'us-east-1'],
    ['cn-north-1', {}, 'https://sts.cn-north-1.amazonaws.com.cn/', 'cn-north-1'],
    ['us-gov-west-1', {}, 'https://sts.us-gov-west-1.amazonaws.com/', 'us-gov-west-1'],
  ])('in %s with %o is for %s, signed for %s', (AWS_REGION, options, url, region) => {
    const proof = callerIdentityProof({ env: { ...AWS_ENV, AWS_REGION }, now: NOW, ...options });
    expect(proof).toMatchObject({ url, body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    expect(proof.headers).toMatchObject({
      host: new URL(url).host,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-amz-security-token': AWS_ENV.AWS_SESSION_TOKEN,
    });
    expect(proof.headers['authorization']).toContain(`Signature=${signatureOf(proof, region)}`);
    expect(proof.headers).not.toHaveProperty('x-vault-aws-iam-server-id');
  });

  it('signs the server ID, so that the proof is of no use at another Vault', () => {
    const proof = callerIdentityProof({ env: AWS_ENV, now: NOW, serverId: 'vault.example.com' });
    expect(proof.headers['x-vault-aws-iam-server-id']).toBe('vault.example.com');
    expect(proof.headers['authorization']).toMatch(/SignedHeaders=[^,]*;x-vault-aws-iam-server-id,/);
    expect(proof.headers['authorization']).toContain(`Signature=${signatureOf(proof, 'us-east-1')}`);
  });

  it('is for STS itself, whatever endpoints the function has for its own calls', () => {
    const env = { ...AWS_ENV, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:2' };
    const proof = callerIdentityProof({ env, now: NOW, stsRegion: 'eu-west-1' });
    expect(proof.url).toBe('https://sts.eu-west-1.amazonaws.com/');
  });

  it('cannot be made without credentials', () => {
    expect(() => callerIdentityProof({ env: { AWS_REGION: 'eu-west-1' }, now: NOW })).toThrow(
      'without the credentials',
    );
  });
});
