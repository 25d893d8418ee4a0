import { expect, it } from 'vitest';
import { parseCertificateDer } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { malformedContent, MORE_EXTENSIONS } from '../../src/csr/extension-content.ts';
import { EXTENSION, subjectAltName } from '../../src/csr/extensions.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { readCertificateBag } from '../../src/csr/read-certificate-bag.ts';
import { makeOpensslAuthority, makeOpensslCsr, opensslBag } from '../authority/openssl-authority.ts';
import { issueDevice, makeAuthority, spkiOf } from './issuing.ts';
import { elementsOf, tlv } from './tlv.ts';

const NULL = Buffer.from('0500', 'hex');
const subject = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'device-1' }]]);

interface Variant {
  /** Which element it is: `0.5` is the sixth of the first. */
  readonly path: string;
  readonly der: Buffer;
}

/** The same with one element taken out, or NULL in its place; each element in turn, down to `depth`. */
function variants(der: Buffer, depth: number, path = ''): Variant[] {
  const isConstructed = ((der[0] ?? 0) & 0x20) !== 0;
  if (!isConstructed || depth === 0) return [];
  const elements = elementsOf(der);
  const around = (changed: readonly Buffer[]): Buffer => tlv(der[0]!, ...changed);
  return elements.flatMap((element, at) => {
    const here = path === '' ? `${at}` : `${path}.${at}`;
    return [
      { path: `${here} left out`, der: around(elements.toSpliced(at, 1)) },
      { path: `${here} NULL`, der: around(elements.with(at, NULL)) },
      ...variants(element, depth - 1, here).map((inner) => ({ ...inner, der: around(elements.with(at, inner.der)) })),
    ];
  });
}

/** What is said of each variant: refused, with which words, or read. */
const said = (read: (der: Buffer) => unknown, all: readonly Variant[]): string[] =>
  all.map(({ path, der }) => {
    try {
      read(der);
      return `  ${path}: read`;
    } catch (error) {
      return `  ${path}: ${(error as Error).message}`;
    }
  });

it('says word for word why a certificate, a CSR or a message of certificates is refused, wherever it is damaged', async () => {
  const authority = await makeAuthority('ec-p256', 'Acme Device CA');
  const { privateKey, publicKey } = await generateKey('ec-p256');
  const names = subjectAltName(Buffer.from('300b8209612e6578616d706c65', 'hex'));
  const csr = buildCertificationRequest({ subject, privateKey, extensions: [names] });
  const certificate = issueDevice(authority, subject, spkiOf(publicKey));
  using openssl = makeOpensslAuthority();
  const bag = opensslBag([openssl.issue(makeOpensslCsr('P-256'))]);
  const text = [
    'a certificate',
    ...said(parseCertificateDer, variants(certificate.der, 6)),
    'a CSR',
    ...said(parseCertificationRequest, variants(csr.der, 8)),
    'a message of certificates',
    ...said(readCertificateBag, variants(bag, 4)),
  ];
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('refusals.txt');
});

/** Contents that hardly any extension has: each says what it wants instead. */
const CONTENTS = [
  '0500',
  '0400',
  '0401 00',
  '0101 ff',
  '0201 05',
  '0201 ff',
  '0302 0640',
  '0303 0740 80',
  '0603 550403',
  '1603 612e62',
  '3000',
  '3002 0500',
  '3003 0101ff',
  '3003 020100',
  '3003 0201ff',
  '3005 0603 550403',
  '3006 0101ff 020100',
  '3002 8200',
  '3003 820161',
  '3003 800100',
  '3003 810140',
  '3006 8704 0a000001',
  '3005 a003 820161',
  '3005 3003 820161',
  '3007 a005 3003 820161',
  '3009 3007 0603 550403 0500',
  '3007 3005 0603 550403',
  '300b 3009 0603 550403 8202 6162',
].map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'));

it('says word for word what is wrong with the content of an extension', async () => {
  const text = Object.entries({ ...EXTENSION, ...MORE_EXTENSIONS }).flatMap(([name, oid]) => [
    name,
    ...CONTENTS.map(
      (value) => `  ${value.toString('hex')}: ${malformedContent({ oid, value, critical: false }) ?? '-'}`,
    ),
  ]);
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('malformed-contents.txt');
});
