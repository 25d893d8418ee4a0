import { X509Certificate } from 'node:crypto';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('LOADS_AS_TEXT', 'OpenSSL reads this text');

const AS_IT_IS = 'return the PEM as a CA writes it: RFC 7468, lines of 64 columns, nothing before it and nothing in it';

/**
 * AWS IoT gives the text of the answer to the device as it is, and a device hands it to its TLS stack: what OpenSSL
 * cannot load from these very characters, or loads as another certificate, is of no use there.
 * @see https://nodejs.org/api/crypto.html#class-x509certificate
 */
export const checkLoadsAsText: CertificateRule = ({ certificate, certificatePem }) => {
  let loaded: X509Certificate;
  try {
    loaded = new X509Certificate(certificatePem);
  } catch (error) {
    return rule.fail(`OpenSSL cannot load it from the text of the answer${codeOf(error)}`, AS_IT_IS);
  }
  if (!loaded.raw.equals(certificate.der))
    return rule.fail('OpenSSL loads another certificate from the text of the answer', AS_IT_IS);
  return rule.ok('as it stands in the answer');
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
