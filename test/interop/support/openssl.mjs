import { outputOf, runProgram } from './run-program.mjs';

export const openssl = (args, input) => outputOf('openssl', args, { input });

/** Names with the type and the DER of every value, and the structure of RDNs, so that equal text means equal names. */
const EXACT = ['-nameopt', 'RFC2253,-esc_msb,show_type,dump_all,dump_der'];

export const exactSubject = async (kind, pem) => (await openssl([kind, '-noout', '-subject', ...EXACT], pem)).trim();

export const publicKeyOf = (kind, pem) => openssl([kind, '-noout', '-pubkey'], pem);

/** Judged as a TLS server judges a device: strictly, with the purpose, and only the root trusted. */
export async function verifyClientCertificate({ certificate, untrusted, root }) {
  const chain = untrusted === undefined ? [] : ['-untrusted', untrusted];
  const { exitCode, stdout, stderr } = await runProgram('openssl', [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslclient',
    '-CAfile',
    root,
    ...chain,
    certificate,
  ]);
  if (exitCode !== 0) throw new Error(`openssl verify: ${stdout}${stderr}`);
}

/** A new key and a CSR of it, both made by openssl. */
export async function makeCsr({ key, keyPath, csrPath, subject, config }) {
  await openssl(['genpkey', ...key, '-out', keyPath]);
  const name = config === undefined ? ['-subj', subject] : ['-config', config];
  await openssl(['req', '-new', '-utf8', '-key', keyPath, ...name, '-out', csrPath]);
}
