import { DescribeCertificateAuthorityCommand, paginateListCertificateAuthorities } from '@aws-sdk/client-acm-pca';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { openPcaAccount } from './pca-account.ts';

const DAY_MS = 24 * 3600 * 1000;

const { pca, authorities, authority, arnOf, openssl, now, write, caCertificate, close } = await openPcaAccount();
afterAll(close);

describe('the seeded CAs', () => {
  it('are of every kind that an operator may meet', () => {
    const told = authorities.map((ca) => [
      ca.CertificateAuthorityConfiguration?.Subject?.CommonName,
      ca.Status,
      ca.CertificateAuthorityConfiguration?.KeyAlgorithm,
      ca.UsageMode,
    ]);

    expect(told).toEqual([
      ['Acme Device CA RSA', 'ACTIVE', 'RSA_2048', 'GENERAL_PURPOSE'],
      ['Acme Device CA P256', 'ACTIVE', 'EC_prime256v1', 'GENERAL_PURPOSE'],
      ['Acme Device CA P384', 'ACTIVE', 'EC_secp384r1', 'GENERAL_PURPOSE'],
      ['Acme Short-Lived', 'ACTIVE', 'EC_prime256v1', 'SHORT_LIVED_CERTIFICATE'],
      ['Acme New CA', 'PENDING_CERTIFICATE', 'EC_prime256v1', 'GENERAL_PURPOSE'],
      ['Acme Old CA', 'DISABLED', 'RSA_2048', 'GENERAL_PURPOSE'],
    ]);
    const years = (authority('Acme Device CA RSA').NotAfter!.getTime() - now().getTime()) / DAY_MS / 365.25;
    expect(years).toBeCloseTo(10, 1);
  });

  it('have certificates that openssl follows up to the root, and whose end and serial are as described', async () => {
    const { Certificate, CertificateChain } = await caCertificate('Acme Device CA P256');
    write('sub.pem', Certificate!);
    write('root.pem', CertificateChain!);

    expect(openssl('verify', '-x509_strict', '-CAfile', 'root.pem', 'sub.pem')).toContain('sub.pem: OK');
    const { CertificateAuthority: described } = await pca.send(
      new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: arnOf('Acme Device CA P256') }),
    );
    const serial = openssl('x509', '-in', 'sub.pem', '-noout', '-serial').trim().replace('serial=', '');
    expect(BigInt(`0x${serial}`).toString()).toBe(described?.Serial);
    const end = openssl('x509', '-in', 'sub.pem', '-noout', '-enddate').trim().replace('notAfter=', '');
    expect(new Date(end)).toEqual(described?.NotAfter);
  });

  it('give the same certificate every time', async () => {
    const [first, second] = [await caCertificate('Acme Device CA RSA'), await caCertificate('Acme Device CA RSA')];

    expect(second.Certificate).toBe(first.Certificate);
    expect(first.CertificateChain).toBeUndefined();
  });

  it('are paged', async () => {
    const names: (string | undefined)[][] = [];
    for await (const page of paginateListCertificateAuthorities({ client: pca, pageSize: 4 }, {})) {
      names.push((page.CertificateAuthorities ?? []).map(({ Arn }) => Arn));
    }

    expect(names.map(({ length }) => length)).toEqual([4, 2]);
    expect(names.flat()).toEqual(authorities.map(({ Arn }) => Arn));
  });

  it('have no certificate before one is imported', async () => {
    expect((await failureOf(caCertificate('Acme New CA'))).name).toBe('InvalidStateException');
  });
});
