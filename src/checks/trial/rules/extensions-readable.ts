import { contentOddity, writesFalse } from '../../../csr/extension-oddities.ts';
import { malformedContent } from '../../../csr/extension-content.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('EXTENSIONS_READABLE', 'extensions can be read');

const FIX = "correct the CA's template, or what the function adds to the certificate";

/** RFC 5280 §4.2: OpenSSL marks a certificate invalid, and Go does not read it, for content of a known kind that is malformed. */
export const checkExtensionsReadable: CertificateRule = ({ certificate: { der, extensions } }) => {
  for (const extension of extensions) {
    const problem = malformedContent(extension);
    if (problem !== undefined) return rule.fail(showText(problem), FIX);
  }
  const oddity = extensions.map(contentOddity).find((found) => found !== undefined) ?? writesFalse(der);
  if (oddity !== undefined) return rule.note(showText(oddity), FIX);
  return rule.ok(extensions.length === 0 ? 'there are none' : `${extensions.length} read`);
};
