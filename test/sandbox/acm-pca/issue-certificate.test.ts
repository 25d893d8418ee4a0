import { afterAll, describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { subjectAltName } from '../../../src/csr/extensions.ts';
import { tlv } from '../../csr/tlv.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { AUTHORITY_MS, P256, openPcaAccount } from './pca-account.ts';

const { openssl, csrBy, now, pass, write, issue, fetchCertificate, caCertificate, close } = await openPcaAccount();
afterAll(close);

describe('issuing', () => {
  it('takes time, and then gives a certificate that openssl verifies up to the root', async () => {
    const { CertificateArn } = await issue('Acme Device CA P256');
    const early = await failureOf(fetchCertificate('Acme Device CA P256', CertificateArn));
    expect(early.name).toBe('RequestInProgressException');
    expect(early.message).toBe(
      `The request to issue certificate ${CertificateArn} is still in progress. Try again later.`,
    );

    pass(AUTHORITY_MS);
    const { Certificate, CertificateChain } = await fetchCertificate('Acme Device CA P256', CertificateArn);
    write('leaf.pem', Certificate!);
    write('chain.pem', CertificateChain!);
    const root = (await caCertificate('Acme Device CA P256')).CertificateChain!;
    write('root.pem', root);
    expect(
      openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-CAfile',
        'root.pem',
        '-untrusted',
        'chain.pem',
        'leaf.pem',
      ),
    ).toContain('leaf.pem: OK');
    const text = openssl('x509', '-in', 'leaf.pem', '-noout', '-text');
    expect(text).toMatch(/Subject: O ?= ?Acme, CN ?= ?sensor-42/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
    expect(text).toMatch(/Extended Key Usage:\s+TLS Web Client Authentication\n/);
    expect(text).toContain('CA:FALSE');
    expect(text).toContain('Authority Key Identifier');
  });

  it.each([
    ['Acme Device CA RSA', 'sha256WithRSAEncryption'],
    ['Acme Device CA P256', 'ecdsa-with-SHA256'],
    ['Acme Device CA P384', 'ecdsa-with-SHA384'],
    ['Acme Short-Lived', 'ecdsa-with-SHA256'],
  ])('by %s signs with %s', async (name, algorithm) => {
    const { CertificateArn } = await issue(name);
    pass(AUTHORITY_MS);
    write('leaf.pem', (await fetchCertificate(name, CertificateArn)).Certificate!);
    write('ca.pem', (await caCertificate(name)).Certificate!);

    expect(openssl('x509', '-in', 'leaf.pem', '-noout', '-text')).toContain(`Signature Algorithm: ${algorithm}\n`);
    expect(openssl('verify', '-partial_chain', '-CAfile', 'ca.pem', 'leaf.pem')).toContain('OK');
  });

  it.each([
    ['RSA', ['-newkey', 'rsa:2048']],
    ['EC P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['EC P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
  ])('keeps an %s key and a subject of mixed string types as they came', async (_kind, key) => {
    const csr = csrBy(
      key,
      '-utf8',
      '-subj',
      '/C=DE/O=Müller & Söhne/serialNumber=0042/CN=gerät+OU=x',
      '-multivalue-rdn',
    );
    const { CertificateArn } = await issue('Acme Device CA P384', { Csr: Buffer.from(csr) });
    pass(AUTHORITY_MS);
    write('leaf.pem', (await fetchCertificate('Acme Device CA P384', CertificateArn)).Certificate!);
    write('device.csr', csr);

    expect(openssl('x509', '-in', 'leaf.pem', '-noout', '-pubkey')).toBe(
      openssl('req', '-in', 'device.csr', '-noout', '-pubkey'),
    );
    const subject = ['-noout', '-subject', '-nameopt', 'RFC2253,show_type,dump_der'];
    expect(openssl('x509', '-in', 'leaf.pem', ...subject)).toBe(openssl('req', '-in', 'device.csr', ...subject));
  });

  it('starts an hour ago and ends when asked', async () => {
    const { CertificateArn } = await issue('Acme Device CA P256', { Validity: { Type: 'MONTHS', Value: 1 } });
    const issuedAt = now();
    pass(AUTHORITY_MS);
    write('leaf.pem', (await fetchCertificate('Acme Device CA P256', CertificateArn)).Certificate!);
    const date = (which: string): number =>
      Date.parse(openssl('x509', '-in', 'leaf.pem', '-noout', `-${which}date`).trim().replace(/^\w+=/, ''));
    const month = new Date(issuedAt);
    month.setUTCMonth(month.getUTCMonth() + 1);

    expect(Math.abs(date('start') - (issuedAt.getTime() - 3600_000))).toBeLessThan(1000);
    expect(Math.abs(date('end') - month.getTime())).toBeLessThan(1000);
  });

  it('copies subject alternative names, and nothing else, from the CSR', async () => {
    const csr = csrBy(
      P256,
      '-subj',
      '/CN=x',
      '-addext',
      'subjectAltName=DNS:a.example',
      '-addext',
      'basicConstraints=critical,CA:TRUE',
    );
    const { CertificateArn } = await issue('Acme Device CA P256', { Csr: Buffer.from(csr) });
    pass(AUTHORITY_MS);
    write('leaf.pem', (await fetchCertificate('Acme Device CA P256', CertificateArn)).Certificate!);
    const text = openssl('x509', '-in', 'leaf.pem', '-noout', '-text');

    expect(text).toContain('DNS:a.example');
    expect(text).toContain('CA:FALSE');
    expect(text).not.toContain('CA:TRUE');
  });

  it('copies the first of two extensions with subject alternative names', async () => {
    const name = (host: string) => subjectAltName(tlv(0x30, tlv(0x82, Buffer.from(host))));
    const { pem } = buildCertificationRequest({
      subject: encodeName([[{ type: 'CN', value: 'x' }]]),
      privateKey: (await generateKey('ec-p256')).privateKey,
      extensions: [name('a.example'), name('b.example')],
    });
    const { CertificateArn } = await issue('Acme Device CA P256', { Csr: Buffer.from(pem) });
    pass(AUTHORITY_MS);
    write('leaf.pem', (await fetchCertificate('Acme Device CA P256', CertificateArn)).Certificate!);
    const text = openssl('x509', '-in', 'leaf.pem', '-noout', '-text');

    expect(text).toContain('DNS:a.example');
    expect(text).not.toContain('DNS:b.example');
  });

  it('gives one certificate per IdempotencyToken within five minutes', async () => {
    const IdempotencyToken = 'once';
    const first = await issue('Acme Device CA P256', { IdempotencyToken });
    const second = await issue('Acme Device CA P256', { IdempotencyToken });
    pass(5 * 60_000);
    const third = await issue('Acme Device CA P256', { IdempotencyToken });

    expect(second.CertificateArn).toBe(first.CertificateArn);
    expect(third.CertificateArn).not.toBe(first.CertificateArn);
  });

  it('gives a certificate each without a token', async () => {
    expect((await issue('Acme Device CA P256')).CertificateArn).not.toBe(
      (await issue('Acme Device CA P256')).CertificateArn,
    );
  });
});
