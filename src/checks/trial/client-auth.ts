import { trialRule } from './trial-check.ts';
import type { CertificateRule } from './trial-evidence.ts';

const rule = trialRule('CLIENT_AUTH', 'usable as a TLS client');

const TEMPLATE = 'use an end-entity template for clients, e.g. EndEntityClientAuthCertificate/V1';

/** RFC 5280 §4.2.1.3 and §4.2.1.12: a TLS client signs its handshake. AWS states no rule of its own. */
export const checkClientAuth: CertificateRule = ({ certificate: { keyUsage, extendedKeyUsage } }) => {
  if (keyUsage?.includes('keyCertSign'))
    return rule.fail('keyUsage has keyCertSign: a device must not sign certificates', TEMPLATE);
  if (keyUsage && !keyUsage.includes('digitalSignature')) {
    return rule.fail(
      `keyUsage is ${keyUsage.join(', ') || 'empty'}, without digitalSignature: the key may not sign a handshake`,
      TEMPLATE,
    );
  }
  const shown = keyUsage ? 'digitalSignature' : 'no keyUsage';
  if (!extendedKeyUsage) return rule.note(`${shown}, no extKeyUsage: it is good for anything, a server too`, TEMPLATE);
  if (extendedKeyUsage.includes('clientAuth')) return rule.ok(`${shown} · clientAuth`);
  if (extendedKeyUsage.includes('anyExtendedKeyUsage'))
    return rule.note(`${shown} · anyExtendedKeyUsage: it is good for anything`, TEMPLATE);
  return rule.fail(`extKeyUsage is ${extendedKeyUsage.join(', ')}, without clientAuth`, TEMPLATE);
};
