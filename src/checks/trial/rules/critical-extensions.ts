import { judgeCritical, repeatedExtension } from '../../../csr/critical-rules.ts';
import { EXTENSION } from '../../../csr/extensions.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('CRITICAL_EXTENSIONS', 'no unknown critical parts');

const FIX = 'leave it out or make it not critical';

/** RFC 5280 §4.2: who meets a critical extension that he cannot process must refuse the certificate, and none may be there twice. */
export const checkCriticalExtensions: CertificateRule = ({ certificate: { extensions } }) => {
  const twice = repeatedExtension(extensions);
  if (twice !== undefined) return rule.fail(showText(`extension ${twice} is there twice`), "correct the CA's template");
  const { fault, oddity } = judgeCritical(extensions);
  if (fault !== undefined) return rule.fail(showText(fault), FIX);
  if (oddity !== undefined) return rule.note(oddity, FIX);
  if (extensions.some(({ oid }) => oid === EXTENSION.nameConstraints))
    return rule.note('it has nameConstraints, which are for CAs only');
  const critical = extensions.filter((extension) => extension.critical).length;
  return rule.ok(`${extensions.length} extensions, ${critical} critical, all known`);
};
