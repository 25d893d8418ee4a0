import {
  CreateCertificateAuthorityCommand,
  DescribeCertificateAuthorityCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  ImportCertificateAuthorityCertificateCommand,
  IssueCertificateCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { AUTHORITY_MS, openPcaAccount } from './pca-account.ts';

const DAY_MS = 24 * 3600 * 1000;

const { pca, arnOf, openssl, deviceCsr, pass, write, caCertificate, close } = await openPcaAccount();
afterAll(close);

describe('a new root CA', () => {
  it('is made, signs itself, is imported and issues, then stops when disabled', async () => {
    const { CertificateAuthorityArn } = await pca.send(
      new CreateCertificateAuthorityCommand({
        CertificateAuthorityType: 'ROOT',
        CertificateAuthorityConfiguration: {
          KeyAlgorithm: 'EC_prime256v1',
          SigningAlgorithm: 'SHA256WITHECDSA',
          Subject: { CommonName: 'Fresh CA', Country: 'US' },
        },
      }),
    );
    const common = { CertificateAuthorityArn, SigningAlgorithm: 'SHA256WITHECDSA' as const };
    const { Csr } = await pca.send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn }));
    const own = await pca.send(
      new IssueCertificateCommand({
        ...common,
        Csr: Buffer.from(Csr!),
        TemplateArn: 'arn:aws:acm-pca:::template/RootCACertificate/V1',
        Validity: { Type: 'YEARS', Value: 3 },
      }),
    );
    pass(AUTHORITY_MS);
    const root = await pca.send(
      new GetCertificateCommand({ CertificateAuthorityArn, CertificateArn: own.CertificateArn }),
    );
    await pca.send(
      new ImportCertificateAuthorityCertificateCommand({
        CertificateAuthorityArn,
        Certificate: Buffer.from(root.Certificate!),
      }),
    );
    const issued = await pca.send(
      new IssueCertificateCommand({ ...common, Csr: Buffer.from(deviceCsr()), Validity: { Type: 'YEARS', Value: 1 } }),
    );
    pass(AUTHORITY_MS);
    const leaf = await pca.send(
      new GetCertificateCommand({ CertificateAuthorityArn, CertificateArn: issued.CertificateArn }),
    );
    write('ca.pem', root.Certificate!);
    write('leaf.pem', leaf.Certificate!);
    expect(openssl('verify', '-x509_strict', '-CAfile', 'ca.pem', 'leaf.pem')).toContain('OK');

    await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn, Status: 'DISABLED' }));
    const refused = await failureOf(
      pca.send(
        new IssueCertificateCommand({ ...common, Csr: Buffer.from(deviceCsr()), Validity: { Type: 'DAYS', Value: 1 } }),
      ),
    );
    expect(refused.name).toBe('InvalidStateException');
  });

  it('does not take the certificate of another key', async () => {
    const { Certificate } = await caCertificate('Acme Device CA P384');
    const error = await failureOf(
      pca.send(
        new ImportCertificateAuthorityCertificateCommand({
          CertificateAuthorityArn: arnOf('Acme New CA'),
          Certificate: Buffer.from(Certificate!),
        }),
      ),
    );

    expect(error.name).toBe('CertificateMismatchException');
  });

  it('is EXPIRED when its time is over', async () => {
    pass(11 * 365 * DAY_MS);
    const { CertificateAuthority: described } = await pca.send(
      new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: arnOf('Acme Device CA RSA') }),
    );

    expect(described?.Status).toBe('EXPIRED');
  });
});
