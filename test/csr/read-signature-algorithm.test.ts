import { expect, it } from 'vitest';
import { readDer } from '../../src/csr/der/der-node.ts';
import { hasBrokenHash, readSignatureAlgorithm } from '../../src/csr/read-signature-algorithm.ts';
import { tlv } from './tlv.ts';

/** Base 128, by hand. */
const septets = (arc: number): number[] => {
  const digits = [arc & 0x7f];
  for (let rest = arc >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
};
const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(septets)));
};
const NULL = tlv(0x05);
const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
const member = (number: number, ...parts: readonly Buffer[]): Buffer => tlv(0xa0 + number, ...parts);
const integer = (...octets: readonly number[]): Buffer => tlv(0x02, Buffer.from(octets));

const RSA = '1.2.840.113549.1.1';
const ECDSA = '1.2.840.10045.4';
const NIST = '2.16.840.1.101.3.4.3';
const HASH = '2.16.840.1.101.3.4.2';
const EVERY = [
  ...[2, 3, 4, 5, 11, 12, 13, 14, 15, 16, 17].map((number) => `${RSA}.${number}`),
  ...['1', '3.1', '3.2', '3.3', '3.4', '3.5'].map((number) => `${ECDSA}.${number}`),
  ...[1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16].map((number) => `${NIST}.${number}`),
  '1.3.14.3.2.29',
  '1.3.36.3.3.1.2',
  '1.2.840.10040.4.3',
  '1.3.101.112',
  '1.3.101.113',
  '1.2.3',
];

const hash = (number: number): Buffer => sequence(oid(`${HASH}.${number}`), NULL);
const SHA1 = sequence(oid('1.3.14.3.2.26'), NULL);
const mask = (of: Buffer, by = `${RSA}.8`): Buffer => sequence(oid(by), of);
const pss = (...members: readonly Buffer[]): Buffer => sequence(oid(`${RSA}.10`), sequence(...members));

const OTHERS: Readonly<Record<string, Buffer>> = {
  'with NULL': sequence(oid(`${ECDSA}.3.2`), NULL),
  'with a value': sequence(oid(`${ECDSA}.3.2`), integer(1)),
  'with a NULL that is not empty': sequence(oid(`${RSA}.11`), tlv(0x05, Buffer.of(0))),
  'with two values': sequence(oid(`${RSA}.11`), NULL, NULL),
  'without an OID': sequence(),
  'no SEQUENCE': integer(1),
  'PSS without parameters': sequence(oid(`${RSA}.10`)),
  'PSS as RFC 4055 has it by default': pss(),
  ...Object.fromEntries(
    [4, 1, 2, 3, 5].map((number) => [
      `PSS with hash ${number}`,
      pss(member(0, hash(number)), member(1, mask(hash(number)))),
    ]),
  ),
  'PSS with SHA-1 by name': pss(member(0, SHA1), member(1, mask(SHA1)), member(2, integer(20)), member(3, integer(1))),
  'PSS with another mask': pss(member(0, hash(1)), member(1, mask(hash(2))), member(2, integer(32))),
  'PSS with another maker of masks': pss(member(0, hash(1)), member(1, mask(hash(1), '1.2.3'))),
  'PSS with a mask alone': pss(member(1, mask(hash(1)))),
  'PSS with a hash without NULL': pss(member(0, sequence(oid(`${HASH}.1`)))),
  'PSS with a hash of a value': pss(member(0, sequence(oid(`${HASH}.1`), integer(1)))),
  'PSS with another trailer': pss(member(3, integer(2))),
  'PSS with a member 4': pss(member(4, integer(2))),
  'PSS with a member twice': pss(member(2, integer(2)), member(2, integer(2))),
  'PSS in another order': pss(member(2, integer(2)), member(0, SHA1)),
  'PSS with a bare member': pss(integer(2)),
  'PSS with an empty member': pss(member(2)),
  'PSS with a salt below zero': pss(member(2, integer(0x80))),
  'PSS with a mask of one part': pss(member(1, sequence(oid(`${RSA}.8`)))),
};

function said(der: Buffer): string {
  try {
    const { der: own, oid: _oid, ...rest } = readSignatureAlgorithm(readDer(der));
    expect(own).toEqual(der);
    return JSON.stringify({ ...rest, broken: hasBrokenHash({ der: own, oid: _oid, ...rest }) || undefined });
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

it('knows every algorithm of a certificate, and says what is wrong with the rest', async () => {
  const known = EVERY.map((name) => `${name}  ${said(sequence(oid(name)))}`);
  const others = Object.entries(OTHERS).map(([name, der]) => `${name}  ${said(der)}`);
  await expect(`${[...known, ...others].join('\n')}\n`).toMatchFileSnapshot('signature-algorithms.txt');
});
