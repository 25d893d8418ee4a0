import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { opensslOutput, withFile } from '../csr/openssl.ts';

export type OpensslKey = 'rsa:2048' | 'P-256' | 'P-384' | 'P-521';

const newKey = (key: OpensslKey): string[] =>
  key.startsWith('rsa') ? ['-newkey', key] : ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${key}`];

const LEAF = 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n';
const BELOW = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n';

/** A CA that is the `openssl` program: what it issues owes nothing to src/csr. Its folder goes with it. */
export function makeOpensslAuthority(key: OpensslKey = 'P-256', subject = '/O=Acme/CN=Test CA') {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-openssl-ca-'));
  const certificatePath = join(folder, 'ca.pem');
  const keyPath = join(folder, 'ca.key');
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  const named = ['-utf8', '-subj', subject, '-days', '3650', ...usage];
  const certificatePem = opensslOutput(['req', '-x509', '-nodes', ...newKey(key), '-keyout', keyPath, ...named]);
  writeFileSync(certificatePath, certificatePem);

  const sign = (csrPem: string, extensions: string): string => {
    const serial = ['-set_serial', `0x01${randomBytes(15).toString('hex')}`];
    const signer = ['-CA', certificatePath, '-CAkey', keyPath, '-days', '30', ...serial];
    return withFile(extensions, (path) =>
      opensslOutput(['x509', '-req', ...signer, '-extfile', path], csrPem).toString(),
    );
  };

  return {
    certificatePem: certificatePem.toString(),
    certificatePath,
    keyPath,
    issue: (csrPem: string): string => sign(csrPem, LEAF),
    /** Of a CA below this one. */
    issueAuthority: (commonName: string): string => sign(makeOpensslCsr('P-256', `/O=Acme/CN=${commonName}`), BELOW),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

export type OpensslAuthority = ReturnType<typeof makeOpensslAuthority>;

/** A CSR with a key that nobody keeps. `subject` as `-subj` takes it, UTF-8 and `+` included. */
export function makeOpensslCsr(key: OpensslKey = 'P-256', subject = '/CN=device-42'): string {
  const named = ['-keyout', '/dev/null', '-utf8', '-subj', subject];
  return opensslOutput(['req', '-new', '-nodes', ...newKey(key), ...named]).toString();
}

/** A PKCS#7 message with these certificates in this order, as `openssl crl2pkcs7` makes it. */
export const opensslBag = (certificates: readonly string[], form: 'DER' | 'PEM' = 'DER'): Buffer =>
  withFile(certificates.join('\n'), (path) =>
    opensslOutput(['crl2pkcs7', '-nocrl', '-certfile', path, '-outform', form]),
  );

/** As EST sends it: base64 with CRLF after 76 columns. */
export const mimeBase64 = (der: Uint8Array): string =>
  Buffer.from(der)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\r\n');
