import { describe, expect, it } from 'vitest';
import { issuersTable, issuersText } from '../../src/impact/issuers-text.ts';
import { readIssuers, type IssuerSource } from '../../src/impact/read-issuers.ts';
import { UnreadNotes } from '../../src/impact/unread-notes.ts';
import { buildCertificate } from '../../src/csr/build-certificate.ts';
import { generateKey } from '../../src/csr/build-certification-request.ts';
import { encodeName, type NameAttribute } from '../../src/csr/names/distinguished-name.ts';
import { CertprovError } from '../../src/errors.ts';

const AMAZON = { type: 'OU', value: 'Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US' };
const OWN = { type: 'CN', value: 'Acme Device CA' };

async function certificate(issuer: NameAttribute, end: string): Promise<string> {
  const { privateKey, publicKey } = await generateKey('ec-p256');
  return buildCertificate(
    {
      serial: Buffer.from([1]),
      issuer: encodeName([[issuer]]),
      subject: encodeName([[{ type: 'CN', value: 'device' }]]),
      spki: publicKey.export({ format: 'der', type: 'spki' }),
      notBefore: new Date('2026-01-01'),
      notAfter: new Date(end),
      extensions: [],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    privateKey,
  ).pem;
}

function source(pems: readonly (string | undefined)[], hasMore = false): IssuerSource {
  return {
    newestCertificates: async () => ({ certificateIds: pems.map((_, i) => String(i)), hasMore }),
    async describeCertificate(id) {
      const certificatePem = pems[Number(id)];
      if (certificatePem === 'denied') throw new CertprovError('AWS_ACCESS_DENIED', 'no', { details: { action: 'a' } });
      if (certificatePem === undefined) return undefined;
      const certificateArn = `arn:aws:iot:eu-central-1:111122223333:cert/${id}`;
      const more = { status: 'ACTIVE', certificateMode: undefined, caCertificateId: undefined };
      return { certificateId: id, certificateArn, certificatePem, ...more };
    },
  };
}

async function read(most: number, aws: IssuerSource) {
  const notes = new UnreadNotes();
  const isOver = () => false;
  const sample = await readIssuers(most, { aws, notes, isOver, bounded: () => ({ atOnce: 2, isOver }) });
  return { ...sample, notes: notes.notes };
}

describe('who issued the certificates of the registry', () => {
  it('is counted by name, with when they end; what is deleted meanwhile or is no certificate is in no group', async () => {
    const pems = [
      await certificate(AMAZON, '2049-12-31T23:59:59Z'),
      await certificate(OWN, '2027-06-01T00:00:00Z'),
      await certificate(OWN, '2027-01-01T00:00:00Z'),
      'no certificate',
      undefined,
    ];
    const sample = await read(100, source(pems));
    expect(sample).toMatchObject({
      read: 4,
      unreadable: 1,
      hasMore: false,
      notes: [],
      groups: [
        {
          issuer: 'CN=Acme Device CA',
          isAmazon: false,
          count: 2,
          firstEnd: new Date('2027-01-01'),
          lastEnd: new Date('2027-06-01'),
        },
        { isAmazon: true, count: 1 },
      ],
    });
    expect(issuersText(sample)).toBe('All 4 certificates of the registry. 1 could not be understood.');
    expect(issuersTable(sample, 80)).toMatch(
      /2 +2027-01-01 to 2027-06-01 +CN=Acme Device CA\n.*1 +2049-12-31 +Amazon's CA/,
    );
  });

  it('is that of the newest, where there are more', async () => {
    const pem = await certificate(OWN, '2027-06-01T00:00:00Z');
    const sample = await read(2, source([pem, pem, pem]));
    expect(sample).toMatchObject({ read: 2, hasMore: true });
    expect(issuersText(sample)).toBe('Of 2 certificates, the newest of the registry; older ones were not read.');
    expect(await read(5, source([pem], true))).toMatchObject({ read: 1, hasMore: true });
  });

  it('says what it was not allowed to read', async () => {
    const sample = await read(5, source(['denied', 'denied']));
    expect(sample).toMatchObject({ read: 0, hasMore: true });
    expect(sample.notes).toMatchObject([{ what: 'who issued certificates of the registry could not be read' }]);
    expect(issuersText(sample)).toBe('No certificate of the registry was read.');
  });
});
