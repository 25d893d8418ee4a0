// A CA and devices for make-good.ts: what a good one does, but for what each case says.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { buildCertificate } from '../../src/csr/build-certificate.ts';
import {
  buildCertificationRequest,
  generateKey,
  type KeyPair,
  type SampleKeyType,
} from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
  type Extension,
} from '../../src/csr/extensions.ts';
import { algorithmOf, spkiOf } from '../csr/issuing.ts';

export const folder = process.argv[2]!;
const FROM = new Date('2026-11-29T00:00:00Z');
const UNTIL = new Date('2027-11-30T00:00:00Z');
export const cases: object[] = [];
let serial = 0x5a00;
const nextSerial = (): Buffer => Buffer.from(`11223344556677${(serial += 1).toString(16)}`, 'hex');
export const write = (file: string, text: string): string => {
  writeFileSync(join(folder, 'files', file), text);
  return `files/${file}`;
};
export const bytes = (...hex: readonly string[]): Buffer => Buffer.from(hex.join('').replaceAll(' ', ''), 'hex');
export const text = (value: string): Buffer => Buffer.from(value, 'utf8');

export interface Authority {
  readonly name: Buffer;
  readonly spki: Buffer;
  readonly key: KeyObject;
  readonly serial: Buffer;
  readonly pem: string;
  readonly file: string;
}

const CA_NAME = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'Acme Good CA' }]]);
export async function authority(
  id: string,
  type: SampleKeyType,
  more: readonly Extension[] = [],
  parent?: Authority,
  basic = basicConstraints({ ca: true }),
  until = new Date('2036-11-30T00:00:00Z'),
): Promise<Authority> {
  const { privateKey, publicKey } = await generateKey(type);
  const spki = spkiOf(publicKey);
  const name = parent ? encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: `Acme ${id}` }]]) : CA_NAME;
  const number = nextSerial();
  const { pem } = buildCertificate(
    {
      serial: number,
      issuer: parent?.name ?? name,
      subject: name,
      spki,
      notBefore: FROM,
      notAfter: until,
      extensions: [
        basic,
        keyUsage(['keyCertSign', 'cRLSign']),
        subjectKeyIdentifier(spki),
        ...(parent ? [authorityKeyIdentifier(parent.spki)] : []),
        ...more,
      ],
      signatureAlgorithm: algorithmOf(parent?.key ?? privateKey),
    },
    parent?.key ?? privateKey,
  );
  return { name, spki, key: privateKey, serial: number, pem, file: write(`authority-${id}.pem`, pem) };
}

export const ecCa = await authority('ec', 'ec-p256');
export const device = await generateKey('ec-p256');
export const SUBJECT = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'good-device' }]]);

export interface Variant {
  readonly ca?: Authority;
  readonly keys?: KeyPair;
  readonly subject?: Buffer;
  readonly subjectInCertificate?: Buffer;
  readonly asks?: readonly Extension[];
  readonly without?: readonly string[];
  readonly plus?: readonly Extension[];
  readonly notAfter?: Date;
  readonly serial?: Buffer;
  /** Unless every reader takes it without a word. */
  readonly expected?: 'accept-or-warn';
  readonly dress?: (pem: string) => string;
}

export function answer(id: string, why: string, variant: Variant = {}): void {
  const { ca = ecCa, keys = device, subject = SUBJECT, asks = [], without = [], plus = [] } = variant;
  const csr = buildCertificationRequest({ subject, privateKey: keys.privateKey, extensions: asks });
  const spki = spkiOf(keys.publicKey);
  const extensions = [
    basicConstraints({ ca: false }),
    keyUsage(['digitalSignature']),
    extendedKeyUsage(['clientAuth']),
    subjectKeyIdentifier(spki),
    authorityKeyIdentifier(ca.spki),
  ].filter(({ oid }) => !without.includes(oid));
  const { pem } = buildCertificate(
    {
      serial: variant.serial ?? nextSerial(),
      issuer: ca.name,
      subject: variant.subjectInCertificate ?? subject,
      spki,
      notBefore: FROM,
      notAfter: variant.notAfter ?? UNTIL,
      extensions: [...extensions, ...plus],
      signatureAlgorithm: algorithmOf(ca.key),
    },
    ca.key,
  );
  cases.push({
    id,
    kind: 'answer',
    file: write(`${id}.pem`, (variant.dress ?? ((same) => same))(pem)),
    csr: write(`${id}.csr.pem`, csr.pem),
    ca: ca.file,
    expected: variant.expected ?? 'accept',
    why,
  });
}
