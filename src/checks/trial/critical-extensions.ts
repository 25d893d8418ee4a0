import { EXTENSION } from '../../csr/extensions.ts';
import { trialRule } from './trial-check.ts';
import type { CertificateRule } from './trial-evidence.ts';

const rule = trialRule('CRITICAL_EXTENSIONS', 'no unknown critical parts');

const KNOWN: readonly string[] = Object.values(EXTENSION);
const NAMES: Readonly<Record<string, string>> = { '1.3.6.1.4.1.11129.2.4.3': 'Certificate Transparency poison' };

/** RFC 5280 §4.2: who meets an unknown critical extension must refuse the certificate, and none may be there twice. */
export const checkCriticalExtensions: CertificateRule = ({ certificate: { extensions } }) => {
  const oids = extensions.map(({ oid }) => oid);
  const twice = oids.find((oid, index) => oids.indexOf(oid) !== index);
  if (twice !== undefined) return rule.fail(`extension ${twice} is there twice`, "correct the CA's template");
  const unknown = extensions.find(({ oid, critical }) => critical && !KNOWN.includes(oid));
  if (unknown) {
    const name = NAMES[unknown.oid];
    return rule.fail(
      `extension ${unknown.oid}${name ? ` (${name})` : ''} is critical, and TLS stacks do not know it`,
      'leave it out or make it not critical',
    );
  }
  if (oids.includes(EXTENSION.nameConstraints)) return rule.note('it has nameConstraints, which are for CAs only');
  const critical = extensions.filter((extension) => extension.critical).length;
  return rule.ok(`${extensions.length} extensions, ${critical} critical, all known`);
};
