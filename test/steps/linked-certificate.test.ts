import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { asIssuer } from '../../src/deployment/issuer-certificate.ts';
import { linkAuthority } from '../../src/steps/link-authority.ts';
import { readVectors, vectorFile, VECTORS_NOW } from '../vectors/read-vectors.ts';

const input = { flags: {}, signer: {} } as Parameters<typeof linkAuthority.check>[0];

function found(id: string, now = VECTORS_NOW): readonly string[] {
  const { ca } = readVectors().find((vector) => vector.id === id)!;
  const issuer = asIssuer(parseCertificate(vectorFile(ca!)).pem);
  return linkAuthority
    .check(input, { kind: 'certificate', issuer }, undefined, now)
    .map(({ severity, code }) => `${severity} ${code}`);
}

describe('the page of the CA, with the certificate of the one that a function uses', () => {
  it.each([
    'n5b-ca-infinity',
    'd14-secp256k1-ca',
    'd02-rsa-ca-1024',
    'c01-ca-not-yet-valid',
    'c03-ca-eku-server-only',
    'c09-ca-unknown-critical',
    's-ca-negserial',
    's-ca-nc-badmask',
    's-ca-emptysub',
  ])('forbids to go on, before anything is made: %s', (id) => {
    expect(found(id)).toEqual(['blocker AUTHORITY_UNUSABLE']);
  });

  it('forbids one that has ended', () => {
    expect(found('good-plain', new Date('2036-12-01T00:00:00Z'))).toEqual(['blocker AUTHORITY_UNUSABLE']);
  });

  it.each(['good-plain', 'good-ca-of-rsa-2048', 's-ca-pl0', 'good-name-constraints'])('takes %s', (id) => {
    expect(found(id)).toEqual([]);
  });
});
