import { describe, expect, it } from 'vitest';
import {
  expectTag,
  readBoolean,
  readElements,
  readInteger,
  readOid,
  readSmallInteger,
  readUnsigned,
} from '../../../src/csr/der/der-fields.ts';
import { readDer, type DerNode } from '../../../src/csr/der/der-node.ts';

/** As an identifier, a length below 128, and octets. */
const node = (identifier: number, ...content: readonly number[]): DerNode =>
  readDer(Buffer.of(identifier, content.length, ...content));
const integer = (...content: readonly number[]): DerNode => node(0x02, ...content);
const oid = (...content: readonly number[]): DerNode => node(0x06, ...content);

describe('a field of DER', () => {
  it.each<[string, (field: string) => unknown, unknown]>([
    ['the largest small number', (f) => readSmallInteger(integer(0x7f, 0xff, 0xff, 0xff), f), 0x7fff_ffff],
    ['zero', (f) => readSmallInteger(integer(0), f), 0],
    [
      'an unsigned number of any length',
      (f) => readUnsigned(integer(0x7f, 0, 0, 0, 0, 0, 0, 0, 1), f),
      0x7f_00_00_00_00_00_00_00_01n,
    ],
    ['the octets of a negative one', (f) => readInteger(integer(0x80), f), Buffer.of(0x80)],
    ['true', (f) => readBoolean(node(0x01, 0xff), f), true],
    ['false', (f) => readBoolean(node(0x01, 0), f), false],
    ['as many elements as may be', (f) => readElements(node(0x30, 5, 0, 5, 0), f, [1, 2]).length, 2],
    ['as few elements as may be', (f) => readElements(node(0x30, 5, 0), f, [1, 2]).length, 1],
    ['the elements of a SET', (f) => readElements(node(0x31, 5, 0), f, [1, 1], 0x31).length, 1],
    ['no element, where nothing is said', (f) => readElements(node(0x30), f).length, 0],
    ['an OID below 0', (f) => readOid(oid(0x27), f), '0.39'],
    ['an OID below 1', (f) => readOid(oid(0x28, 0x4f), f), '1.0.79'],
    ['the last OID below 1', (f) => readOid(oid(0x4f), f), '1.39'],
    ['an OID below 2', (f) => readOid(oid(0x50), f), '2.0'],
    ['an arc of two octets', (f) => readOid(oid(0x2a, 0x86, 0x48), f), '1.2.840'],
    [
      'a first arc of many octets',
      (f) => readOid(oid(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), f),
      `2.${2n ** 63n - 1n - 80n}`,
    ],
    [
      'an arc of 64 octets and its end',
      (f) => readOid(oid(0x2a, ...Array<number>(64).fill(0x81), 0), f),
      expect.stringMatching(/^1\.2\.\d{130,}$/),
    ],
  ])('is read: %s', (_what, read, value) => {
    expect(read('field')).toEqual(value);
  });

  it.each<[string, (field: string) => unknown, string]>([
    ['nothing', (f) => expectTag(undefined, 0x30, f), 'f is missing'],
    ['another tag', (f) => expectTag(integer(1), 0x05, f), 'f has tag 0x02 instead of 0x05'],
    ['too few elements', (f) => readElements(node(0x30), f, [1, 2]), 'f has 0 elements'],
    ['too many elements', (f) => readElements(node(0x30, 5, 0, 5, 0, 5, 0), f, [1, 2]), 'f has 3 elements'],
    ['an integer without octets', (f) => readInteger(integer(), f), 'f is an integer without a value'],
    ['five octets', (f) => readSmallInteger(integer(1, 0, 0, 0, 0), f), 'f is out of range'],
    ['a negative number', (f) => readSmallInteger(integer(0x80), f), 'f is out of range'],
    ['a negative number of any length', (f) => readUnsigned(integer(0x80), f), 'f is negative'],
    ['another true', (f) => readBoolean(node(0x01, 1), f), 'f is not a DER BOOLEAN'],
    ['a BOOLEAN of two octets', (f) => readBoolean(node(0x01, 0xff, 0xff), f), 'f is not a DER BOOLEAN'],
    ['a BOOLEAN without octets', (f) => readBoolean(node(0x01), f), 'f is not a DER BOOLEAN'],
    ['an empty OID', (f) => readOid(oid(), f), 'f is not a complete object identifier'],
    ['an OID that is cut off', (f) => readOid(oid(0x2a, 0x80), f), 'f is not a complete object identifier'],
    ['a padded arc', (f) => readOid(oid(0x2a, 0x80, 1), f), 'f is a padded object identifier'],
    [
      'an arc of 66 octets',
      (f) => readOid(oid(0x2a, ...Array<number>(65).fill(0x81), 0), f),
      'f has a number of more than 64 octets',
    ],
  ])('is refused: %s', (_what, read, words) => {
    expect(() => read('f')).toThrow(new RegExp(`^${words}$`));
  });
});
