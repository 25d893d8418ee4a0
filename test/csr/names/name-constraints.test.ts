import { expect, it } from 'vitest';
import type { Certificate } from '../../../src/csr/certificate.ts';
import { EXTENSION } from '../../../src/csr/extensions.ts';
import { constrainedName } from '../../../src/csr/names/name-constraints.ts';
import { tlv } from '../tlv.ts';

const text = (tag: number, value: string): Buffer => tlv(tag, Buffer.from(value, 'latin1'));
const [mail, dns, uri] = [0x81, 0x82, 0x86].map((tag) => (value: string) => text(tag, value));
const ip = (...octets: readonly number[]): Buffer => tlv(0x87, Buffer.from(octets));
const subtrees = (number: number, bases: readonly Buffer[]): readonly Buffer[] =>
  bases.length === 0 ? [] : [tlv(0xa0 + number, ...bases.map((base) => tlv(0x30, base)))];

const NOBODY = { isEmpty: true, rdns: [] as readonly object[], der: tlv(0x30) };

/** What of a name the constraints do not allow, by RFC 5280 §4.2.1.10. */
function refused(
  name: Buffer,
  permitted: readonly Buffer[],
  excluded: readonly Buffer[] = [],
  subject = NOBODY,
): string | undefined {
  const extension = (oid: string, value: Buffer) => ({ subject, extensions: [{ oid, value, critical: true }] });
  const issuer = tlv(0x30, ...subtrees(0, permitted), ...subtrees(1, excluded));
  return constrainedName(
    extension(EXTENSION.subjectAltName, tlv(0x30, name)) as unknown as Certificate,
    extension(EXTENSION.nameConstraints, issuer) as unknown as Certificate,
  );
}

it.each([
  ['a host of the domain, in another case', dns!('Dev.ACME.example'), dns!('acme.Example')],
  ['the domain itself', dns!('acme.example'), dns!('acme.example')],
  ['any mailbox of a host, in another case', mail!('a@ACME.example'), mail!('acme.example')],
  ['a mailbox of a domain', mail!('a@x.acme.example'), mail!('.acme.example')],
  ['a URI of the domain', uri!('https://user@x.acme.example:443/a'), uri!('.acme.example')],
  ['an address of the network', ip(10, 1, 2, 3), ip(10, 1, 0, 0, 255, 255, 0, 0)],
])('is within: %s', (_what, name, base) => {
  expect(refused(name, [base])).toBeUndefined();
  expect(refused(name, [], [base])).toBeDefined();
});

it.each([
  ['a host of another domain', dns!('dev.other.example'), dns!('acme.example'), 'a DNS name'],
  ['a host whose name only ends so', dns!('dev-acme.example'), dns!('acme.example'), 'a DNS name'],
  ['a mailbox of another host', mail!('a@x.acme.example'), mail!('acme.example'), 'an e-mail address'],
  ['a mailbox in another case', mail!('A@acme.example'), mail!('a@acme.example'), 'an e-mail address'],
  ['a URI of another host', uri!('https://x.acme.example/'), uri!('acme.example'), 'a URI'],
  ['an address of another network', ip(10, 2, 2, 3), ip(10, 1, 0, 0, 255, 255, 0, 0), 'an IP address'],
  ['an address of the other kind', ip(10, 1, 2, 3), ip(...Array<number>(32).fill(0)), 'an IP address'],
])('is outside: %s', (_what, name, base, words) => {
  expect(refused(name, [base])).toBe(words);
  expect(refused(name, [], [base])).toBeUndefined();
});

it('judges an address in the subject only where the subjectAltName has none, whatever else it has', () => {
  const subject = { ...NOBODY, rdns: [[{ oid: '1.2.840.113549.1.9.1', value: 'a@other.example' }]] };
  const [host, address] = [dns!('dev.acme.example'), mail!('a@acme.example')];
  const permitted = [mail!('acme.example')];
  expect(refused(Buffer.concat([host, address]), permitted, [], subject)).toBeUndefined();
  expect(refused(Buffer.concat([address, host]), permitted, [], subject)).toBeUndefined();
  expect(refused(host, permitted, [], subject)).toBe('an e-mail address');
});
