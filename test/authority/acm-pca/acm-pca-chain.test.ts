import { describe, expect, it } from 'vitest';
import { acmPcaAuthority } from '../../../src/authority/acm-pca/acm-pca.ts';
import { CONFIG, standInWith } from './stand-in-with.ts';

const pem = (text: string) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(text).toString('base64')}\n-----END CERTIFICATE-----`;

describe('acmPcaAuthority', () => {
  it('returns the chain with the issuing CA first', async () => {
    const Certificate = pem('the issuing CA');
    const CertificateChain = `${pem('an intermediate')}\n${pem('the root')}`;
    await using pca = await standInWith({
      GetCertificateAuthorityCertificate: [{ status: 200, body: { Certificate, CertificateChain } }],
    });
    const chain = await pca.authority.caChainPem();
    expect(chain.map((block) => Buffer.from(block.split('\n')[1] ?? '', 'base64').toString())).toEqual([
      'the issuing CA',
      'an intermediate',
      'the root',
    ]);
  });

  it('is a chain of one for a root', async () => {
    const Certificate = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----';
    await using pca = await standInWith({
      GetCertificateAuthorityCertificate: [{ status: 200, body: { Certificate } }],
    });
    expect(await pca.authority.caChainPem()).toEqual([`${Certificate}\n`]);
  });

  it.each([
    [{ certificateAuthorityArn: 'arn:aws:acm:us-east-1:123456789012:certificate/x' }, 'not the ARN'],
    [{ keyAlgorithm: 'ML_DSA_65' }, 'ML_DSA_65'],
  ])('cannot be made from %o', (settings, message) => {
    expect(() => acmPcaAuthority({ ...CONFIG, ...settings }, { env: {} })).toThrow(message);
  });
});
