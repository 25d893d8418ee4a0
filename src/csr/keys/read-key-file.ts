import type { CertprovError } from '../../errors.ts';
import { classifyDer } from '../classify-der.ts';
import { keyError } from './key-error.ts';
import { keyMaterialOf, type KeyMaterial } from './key-material.ts';
import { readLaxPem } from '../lax-pem.ts';
import { withLineBreaks } from './tidy-pem.ts';
import { looksLikeDer } from '../read-certification-request-input.ts';

export interface KeyFile {
  readonly keys: readonly KeyMaterial[];
  readonly certificatesDer: readonly Buffer[];
}

/** PEM or DER, with what lies beside the key: certificates are kept, curve parameters and the like passed over. */
export function readKeyFile(bytes: Buffer): KeyFile {
  if (looksLikeDer(bytes)) return readDerFile(bytes);
  const keys: KeyMaterial[] = [];
  if (bytes[1] === 0 || (bytes[0] === 0xff && bytes[1] === 0xfe)) throw noText();
  const text = withLineBreaks(bytes.toString('utf8'));
  const rest = text.replaceAll(ENCRYPTED_PEM, (_pem, label: string, cipher: string, iv: string, body: string) => {
    const lines = body.replace(/\s/g, '').replaceAll(/.{64}(?=.)/g, '$&\n');
    const head = `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher},${iv}`;
    const pem = `-----BEGIN ${label}-----\n${head}\n\n${lines}\n-----END ${label}-----\n`;
    keys.push({ form: 'encrypted-pem', pem, cipher });
    return '';
  });
  const blocks = readLaxPem(rest, 'KEY_UNREADABLE');
  for (const { label, der } of blocks) keys.push(...keysOf(label, der));
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE');
  if (keys.length === 0) throw noKey(blocks.map(({ label }) => label));
  return { keys, certificatesDer: certificates.map(({ der }) => der) };
}

/** RFC 1421 §4.6.1 as OpenSSL writes it, which RFC 7468 no longer has; written anew, since OpenSSL reads it by lines. */
const ENCRYPTED_PEM =
  /-----BEGIN ((?:RSA |EC )PRIVATE KEY)-----\s+Proc-Type: *4, *ENCRYPTED\s+DEK-Info: *([\w-]+), *([\dA-F]+)\s+([\w+/=\s]+)-----END \1-----/g;

const KEY_LABELS = ['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];

function keysOf(label: string, der: Buffer): KeyMaterial[] {
  if (!label.endsWith('PRIVATE KEY')) return [];
  if (label === 'OPENSSH PRIVATE KEY') {
    throw keyError(
      'KEY_UNREADABLE',
      'the private key is in the format of OpenSSH',
      'turn a copy of it into PEM: ssh-keygen -p -m PEM -f copy-of-ca.key',
    );
  }
  const material = KEY_LABELS.includes(label) ? keyMaterialOf(der) : undefined;
  if (material) return [material];
  throw keyError('KEY_UNREADABLE', `the PEM block ${label} does not hold a private key that certprov reads`);
}

function readDerFile(der: Buffer): KeyFile {
  const material = keyMaterialOf(der);
  if (material) return { keys: [material], certificatesDer: [] };
  throw noKey([classifyDer(der) ?? 'damaged DER']);
}

/** What `>` of Windows PowerShell writes. */
const noText = (): CertprovError =>
  keyError(
    'KEY_UNREADABLE',
    'there is no private key in the file: it is UTF-16 text',
    'convert a copy of it: iconv -f UTF-16 -t UTF-8 copy-of-ca.key',
  );

function noKey(found: readonly string[]): CertprovError {
  const what = found.length > 0 ? `it holds ${[...new Set(found)].join(', ')}` : 'it is neither PEM nor DER';
  return keyError(
    'KEY_UNREADABLE',
    `there is no private key in the file: ${what}`,
    'pass the file with the key of the CA',
  );
}
