import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openssl } from './openssl.mjs';

const IDENTIFIERS = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = keyid'];
const PROFILES = {
  ca: ['basicConstraints = critical, CA:TRUE', 'keyUsage = critical, keyCertSign, cRLSign'],
  server: [
    'basicConstraints = critical, CA:FALSE',
    'keyUsage = critical, digitalSignature',
    'extendedKeyUsage = serverAuth',
    'subjectAltName = DNS:localhost, IP:127.0.0.1',
  ],
  client: [
    'basicConstraints = critical, CA:FALSE',
    'keyUsage = critical, digitalSignature',
    'extendedKeyUsage = clientAuth',
  ],
};
/** Nothing of what this machine's openssl would add. */
const CONFIG = '[req]\ndistinguished_name = name\n[name]\n';

/** A new P-256 key and its certificate, as files and as text; without an issuer it signs itself. */
export async function issueCertificate({ folder, name, profile, issuer, days = 3650 }) {
  const path = (type) => join(folder, `${name}.${type}`);
  const [keyPath, certificatePath] = [path('key'), path('pem')];
  writeFileSync(path('cnf'), CONFIG);
  writeFileSync(path('ext'), [...PROFILES[profile], ...IDENTIFIERS].join('\n'));
  await openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', keyPath]);
  const subject = ['-config', path('cnf'), '-utf8', '-subj', `/O=Acme/CN=${name}`];
  const csr = await openssl(['req', '-new', '-key', keyPath, ...subject]);
  const signer =
    issuer === undefined ? ['-signkey', keyPath] : ['-CA', issuer.certificatePath, '-CAkey', issuer.keyPath];
  const lasting = ['-days', String(days), '-set_serial', `0x01${randomBytes(15).toString('hex')}`];
  await openssl(['x509', '-req', ...signer, ...lasting, '-extfile', path('ext'), '-out', certificatePath], csr);
  return {
    keyPath,
    certificatePath,
    key: readFileSync(keyPath, 'utf8'),
    certificate: readFileSync(certificatePath, 'utf8'),
  };
}
