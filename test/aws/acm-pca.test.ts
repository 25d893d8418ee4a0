import { describe, expect, it } from 'vitest';
import { allPages } from '../../src/aws/pages.ts';
import { type CannedAnswer, json, type SeenRequest, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const CA = {
  Arn: 'arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1234',
  OwnerAccount: '111122223333',
  Type: 'SUBORDINATE',
  Status: 'ACTIVE',
  NotBefore: 1_763_769_600,
  NotAfter: 2_079_129_600.5,
  UsageMode: 'SHORT_LIVED_CERTIFICATE',
  CertificateAuthorityConfiguration: {
    KeyAlgorithm: 'ML_DSA_65',
    SigningAlgorithm: 'ML_DSA_65',
    Subject: {
      Country: 'DE',
      Organization: 'Acme, Inc.',
      CommonName: 'Acme CA',
      CustomAttributes: [{ ObjectIdentifier: '1.2.3', Value: 'x' }],
    },
  },
};

const named = (name: string) => ({ ...CA, Arn: `${CA.Arn}${name}` });

const listing = (request: SeenRequest): CannedAnswer => {
  const { ResourceOwner, NextToken } = JSON.parse(request.body) as { ResourceOwner: string; NextToken?: string };
  if (ResourceOwner === 'OTHER_ACCOUNTS') return json(200, { CertificateAuthorities: [named('-shared')] });
  return NextToken === undefined
    ? json(200, { CertificateAuthorities: [named('-a'), named('-b')], NextToken: 'n' })
    : json(200, { CertificateAuthorities: [named('-c')] });
};

describe('acm-pca', () => {
  it('lists the CAs of this account page by page, and then those that others share', async () => {
    await using server = await startCannedServer(listing);
    const aws = await openCanned(server);
    const all = await allPages(aws.reader.listCertificateAuthorities());
    expect(all.map(({ arn }) => arn.split('1234-')[1])).toEqual(['a', 'b', 'c', 'shared']);
    expect(server.seen).toHaveLength(3);
  });

  it('passes on algorithms that the SDK has never heard of, and writes the subject for people', async () => {
    await using server = await startCannedServer(json(200, { CertificateAuthority: CA }));
    const aws = await openCanned(server);
    await expect(aws.reader.describeCertificateAuthority(CA.Arn)).resolves.toEqual({
      arn: CA.Arn,
      status: 'ACTIVE',
      type: 'SUBORDINATE',
      subject: String.raw`CN=Acme CA, O=Acme\, Inc., C=DE, 1.2.3=x`,
      displayName: 'Acme CA',
      keyAlgorithm: 'ML_DSA_65',
      usageMode: 'SHORT_LIVED_CERTIFICATE',
      notBefore: new Date('2025-11-22T00:00:00Z'),
      notAfter: new Date(2_079_129_600_500),
      ownerAccount: '111122223333',
    });
  });

  it('gives a CA without a common name another name', async () => {
    const bare = { ...CA, CertificateAuthorityConfiguration: { KeyAlgorithm: 'RSA_2048', Subject: {} } };
    await using server = await startCannedServer(json(200, { CertificateAuthority: bare }));
    const aws = await openCanned(server);
    await expect(aws.reader.describeCertificateAuthority(CA.Arn)).resolves.toMatchObject({
      subject: '',
      displayName: '1234',
    });
  });

  it('has no certificate while the CA waits for one, and no CA when there is none', async () => {
    await using server = await startCannedServer(
      json(200, { Certificate: 'PEM', CertificateChain: 'CHAIN' }),
      json(400, { __type: 'InvalidStateException', message: 'PENDING_CERTIFICATE' }),
      json(400, { __type: 'ResourceNotFoundException', message: 'no' }),
      json(400, { __type: 'InvalidArnException', message: 'not an ARN' }),
    );
    const aws = await openCanned(server);
    await expect(aws.reader.certificateAuthorityCertificate(CA.Arn)).resolves.toEqual({
      certificatePem: 'PEM',
      chainPem: 'CHAIN',
    });
    await expect(aws.reader.certificateAuthorityCertificate(CA.Arn)).resolves.toBeUndefined();
    await expect(aws.reader.describeCertificateAuthority(CA.Arn)).resolves.toBeUndefined();
    await expect(aws.reader.describeCertificateAuthority('x')).rejects.toMatchObject({ code: 'AWS_REFUSED' });
  });
});
