// eslint-disable-next-line import/no-unassigned-import -- @peculiar/x509 wants it to be there first
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { openssl } from '../support/openssl.mjs';

const ATTRIBUTES = {
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.2.840.113549.1.9.7': 'challengePassword',
};
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const EXTENSIONS = {
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.37': 'extendedKeyUsage',
  '2.16.840.1.113730.1.1': 'netscapeCertType',
};
const USAGES = ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'];

/** What a CSR holds, by OpenSSL and @peculiar/x509, and in the words of the RFCs. */
export async function describe(csrPem) {
  const csr = new x509.Pkcs10CertificateRequest(csrPem);
  const text = await openssl(['req', '-noout', '-text', '-verify'], csrPem);
  const { type, hash } = Object.fromEntries(
    [
      ['type', /Public Key Algorithm: (\S+)/],
      ['hash', /Signature Algorithm: (\S+)/],
    ].map(([name, pattern]) => [name, pattern.exec(text)[1]]),
  );
  const bits = /Public-Key: \((\d+) bit\)/.exec(text)[1];
  const version = /Version: .*\(0x(\d)\)/.exec(text)?.[1] ?? /Version: .*\((\d)\)/.exec(text)[1];
  return {
    key: type === 'rsaEncryption' ? `RSA ${bits}` : `P-${bits}`,
    signature: hash,
    version: Number(version),
    subject: await subjectOf(csrPem),
    attributes: csr.attributes.map(({ type: oid }) => oid).filter((oid) => oid !== EXTENSION_REQUEST),
    extensions: csr.extensions.map((extension) => ({ oid: extension.type, words: wordsOf(extension) })),
  };
}

async function subjectOf(csrPem) {
  const shown = ['-nameopt', 'sname,sep_comma_plus_space,utf8,show_type'];
  const subject = (await openssl(['req', '-noout', '-subject', ...shown], csrPem)).trim().replace(/^subject=/, '');
  const named = { PRINTABLESTRING: 'PrintableString', UTF8STRING: 'UTF8String', IA5STRING: 'IA5String' };
  return subject.replaceAll(/=([A-Z0-9]+STRING):/g, (_, type) => `=${named[type] ?? type}:`);
}

export const nameOfAttribute = (oid) => ATTRIBUTES[oid] ?? oid;
export const nameOfExtension = (oid) => EXTENSIONS[oid] ?? oid;

function wordsOf(extension) {
  const critical = extension.critical ? ' (critical)' : '';
  return `${nameOfExtension(extension.type)}${valueOf(extension)}${critical}`;
}

function valueOf(extension) {
  if (extension instanceof x509.KeyUsagesExtension)
    return ` ${USAGES.filter((_, bit) => (extension.usages & (1 << bit)) !== 0).join(' ')}`;
  if (extension instanceof x509.BasicConstraintsExtension) return ` CA:${String(extension.ca).toUpperCase()}`;
  if (extension instanceof x509.ExtendedKeyUsageExtension)
    return ` ${extension.usages.map((oid) => (oid === '1.3.6.1.5.5.7.3.2' ? 'clientAuth' : oid)).join(' ')}`;
  if (extension instanceof x509.SubjectAlternativeNameExtension)
    return ` ${extension.names.items.map(({ type, value }) => `${type}:${value}`).join(' ')}`;
  if (EXTENSIONS[extension.type] === 'netscapeCertType')
    return new Uint8Array(extension.value).at(-1) === 0x80 ? ' sslClient' : ' other bits';
  return '';
}
