import { readFileSync } from 'node:fs';
import { outputOf } from '../support/run-program.mjs';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A factory with a CA of its own, all of it by openssl: devices leave it with key and certificate. */
export async function openFactory(account, name) {
  const [caKey, caPath] = [account.path(`${name}-ca.key`), account.path(`${name}-ca.pem`)];
  const openssl = (...args) => outputOf('openssl', args);
  await openssl('req', '-x509', ...NEW_KEY, '-keyout', caKey, '-out', caPath, '-subj', `/CN=${name}`, '-days', '30');
  return {
    caPem: readFileSync(caPath, 'utf8'),
    async make(serialNumber) {
      const path = (type) => account.path(`${name}-${serialNumber}.${type}`);
      const subject = ['-subj', `/CN=${serialNumber}`];
      await openssl('req', '-new', ...NEW_KEY, '-keyout', path('key'), '-out', path('csr'), ...subject);
      const issuer = ['-CA', caPath, '-CAkey', caKey, '-CAcreateserial', '-days', '10'];
      await openssl('x509', '-req', '-in', path('csr'), '-out', path('pem'), ...issuer);
      const [certificatePem, keyPem, csrPem] = ['pem', 'key', 'csr'].map((type) => readFileSync(path(type), 'utf8'));
      return { certificatePem, keyPem, csrPem };
    },
  };
}
