import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KeyDescription, SecretDescription } from '../../src/aws/ports/ports.ts';
import { checkDeployedExternal } from '../../src/checks/signer-resources.ts';
import { checkIssuerUsable, issuerFacts, type IssuerFacts } from '../../src/checks/issuer-usable.ts';
import { whyKeyUnusable } from '../../src/checks/kms-key.ts';
import { monthlyCost, usd } from '../../src/checks/monthly-cost.ts';
import { buildCertificate } from '../../src/csr/build-certificate.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { basicConstraints, extendedKeyUsage, keyUsage, type Extension } from '../../src/csr/extensions.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { asIssuer } from '../../src/deployment/issuer-certificate.ts';
import { algorithmOf, spkiOf } from '../csr/issuing.ts';
import { elementsOf, tlv } from '../csr/tlv.ts';

const now = new Date('2026-11-22T00:00:00Z');
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
const codes = (findings: readonly { code: string; severity: string }[]) =>
  findings.map((f) => `${f.severity} ${f.code}`);

interface Change {
  readonly key?: KeyObject;
  readonly extensions?: readonly Extension[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const CA = basicConstraints({ ca: true });
const SIGNS = keyUsage(['keyCertSign', 'cRLSign']);
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const WEAK = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const SECP256K1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;

function issuer({ key = P256, extensions = [CA, SIGNS], notBefore = days(-1), notAfter = days(3650) }: Change = {}) {
  const spki = spkiOf(createPublicKey(key));
  const subject = encodeName([[{ type: 'CN', value: 'Acme CA' }]]);
  const signatureAlgorithm = algorithmOf(key);
  const template = { serial: Buffer.of(7), issuer: subject, subject, spki, signatureAlgorithm };
  const { pem } = buildCertificate({ ...template, notBefore, notAfter, extensions }, key);
  return issuerFacts(asIssuer(pem));
}

/** As nothing builds it: the point at infinity in the place of the key. */
function atInfinity(): IssuerFacts {
  const { certificate, displayName } = issuer();
  const [tbs, algorithm, signature] = elementsOf(certificate.der);
  const infinity = tlv(0x30, elementsOf(certificate.publicKey.spkiDer)[0]!, Buffer.of(3, 2, 0, 0));
  const parts = elementsOf(tbs!).map((part) => (part.equals(certificate.publicKey.spkiDer) ? infinity : part));
  return { displayName, certificate: parseCertificate(tlv(0x30, tlv(0x30, ...parts), algorithm!, signature!)) };
}

describe('checkIssuerUsable', () => {
  it.each([
    ['EC P-256', P256],
    ['EC P-384', P384],
    ['RSA 2048', RSA],
  ])('takes a CA with a key of %s', (description, key) => {
    expect(issuer({ key }).certificate.publicKey.description).toBe(description);
    expect(checkIssuerUsable(issuer({ key }), now)).toEqual([]);
  });

  it('takes a CA whose certificate says nothing about the use of its key', () => {
    expect(checkIssuerUsable(issuer({ extensions: [CA] }), now)).toEqual([]);
  });

  it.each<[string, IssuerFacts, string]>([
    ['an RSA key of 1,024 bits', issuer({ key: WEAK }), 'it has 1024 bits'],
    ['a key on secp256k1', issuer({ key: SECP256K1 }), 'AWS IoT takes'],
    ['the point at infinity', atInfinity(), 'point at infinity'],
    ['no more time', issuer({ notAfter: now }), 'it ended 2026-11-22'],
    ['no time yet', issuer({ notBefore: days(1) }), 'not valid before 2026-11-23'],
    ['a key for CRLs', issuer({ extensions: [CA, keyUsage(['cRLSign'])] }), 'may not sign certificates'],
    ['servers alone', issuer({ extensions: [CA, SIGNS, extendedKeyUsage(['serverAuth'])] }), 'serverAuth alone'],
    ['no CA in it', issuer({ extensions: [basicConstraints({ ca: false })] }), 'none of a CA'],
    ['an extension twice', issuer({ extensions: [CA, SIGNS, SIGNS] }), 'twice'],
    [
      'an unknown critical extension',
      issuer({ extensions: [CA, SIGNS, { oid: '1.2.3.4', critical: true, value: Buffer.of(5, 0) }] }),
      'is critical',
    ],
  ])('blocks a CA with %s, as the trial would', (_what, facts, words) => {
    const findings = checkIssuerUsable(facts, now);
    expect(codes(findings)).toEqual(['blocker AUTHORITY_UNUSABLE']);
    expect(findings[0]?.summary).toContain(words);
  });

  it('warns of a CA that ends within 90 days', () => {
    expect(codes(checkIssuerUsable(issuer({ notAfter: days(89) }), now))).toEqual(['warning AUTHORITY_ENDS_SOON']);
    expect(checkIssuerUsable(issuer({ notAfter: days(90) }), now)).toEqual([]);
  });
});

const key = (change: Partial<KeyDescription> = {}): KeyDescription => ({
  keyArn: 'arn:aws:kms:us-east-1:000000000000:key/1',
  keyId: '1',
  keySpec: 'ECC_NIST_P256',
  keyUsage: 'SIGN_VERIFY',
  keyState: 'Enabled',
  description: '',
  aliases: [],
  ...change,
});

describe('whyKeyUnusable', () => {
  it.each([['RSA_2048'], ['RSA_4096'], ['ECC_NIST_P384'], ['ECC_NIST_P521']])('takes %s', (keySpec) => {
    expect(whyKeyUnusable(key({ keySpec }))).toBeUndefined();
  });

  it.each([
    [{ keySpec: 'ECC_SECG_P256K1' }],
    [{ keySpec: 'SM2' }],
    [{ keyUsage: 'ENCRYPT_DECRYPT' }],
    [{ keyState: 'Disabled' }],
    [{ keyState: 'PendingDeletion' }],
  ])('does not take %o', (change) => {
    expect(whyKeyUnusable(key(change))).toContain(Object.values(change)[0]);
  });
});

describe('checkDeployedExternal', () => {
  const keyArn = 'arn:aws:kms:us-east-1:000000000000:key/1';
  const secretName = 'certprov/certprov-signer';
  const secret = (deletedDate?: Date): SecretDescription => ({ secretName, secretArn: 'arn', tags: {}, deletedDate });

  it('finds nothing in what is there, nor in what could not be read', () => {
    expect(checkDeployedExternal({ key: { keyArn, found: key() } })).toEqual([]);
    expect(checkDeployedExternal({ key: { keyArn, found: null } })).toEqual([]);
    expect(checkDeployedExternal({ secret: { secretName, found: secret() } })).toEqual([]);
    expect(checkDeployedExternal({ secret: { secretName, found: null } })).toEqual([]);
  });

  it('blocks on a key that is gone or switched off, and on a secret that is gone or going', () => {
    expect(codes(checkDeployedExternal({ key: { keyArn, found: undefined } }))).toEqual(['blocker AUTHORITY_UNUSABLE']);
    expect(codes(checkDeployedExternal({ key: { keyArn, found: key({ keyState: 'Disabled' }) } }))).toEqual([
      'blocker AUTHORITY_UNUSABLE',
    ]);
    expect(codes(checkDeployedExternal({ secret: { secretName, found: undefined } }))).toEqual([
      'blocker SECRET_MISSING',
    ]);
    const marked = checkDeployedExternal({ secret: { secretName, found: secret(days(7)) } });
    expect(codes(marked)).toEqual(['blocker SECRET_MISSING']);
    expect(marked[0]?.fix).toBe(`\`aws secretsmanager restore-secret --secret-id ${secretName}\``);
  });
});

describe('monthlyCost', () => {
  const cost = (kind: Parameters<typeof monthlyCost>[0]['kind'], devices: number, isShortLived = false) =>
    monthlyCost({ kind, devices, isShortLived }).dollars;

  it('adds the tiers of AWS Private CA', () => {
    expect(cost('acm-pca', 0)).toBe(400);
    expect(cost('acm-pca', 1_000)).toBe(1_150);
    expect(cost('acm-pca', 10_000)).toBe(4_300);
    expect(cost('acm-pca', 20_000)).toBeCloseTo(4_310);
    expect(cost('acm-pca', 1_000, true)).toBeCloseTo(108);
  });

  it('is small for a key in KMS or in a secret', () => {
    expect(cost('kms', 10_000)).toBeCloseTo(1.15);
    expect(cost('secret', 10_000)).toBe(0.4);
  });

  it('says that a CA of somebody else takes its own price', () => {
    expect(monthlyCost({ kind: 'est', devices: 1, isShortLived: false }).parts).toContain('your CA');
  });

  it('is written in dollars, with cents where they count', () => {
    expect([usd(4_310), usd(0.4), usd(9.999), usd(10)]).toEqual(['$4,310', '$0.40', '$10.00', '$10']);
  });
});
