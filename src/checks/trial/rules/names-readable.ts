import { nameFaults } from '../../../csr/names/name-faults.ts';
import { nameOddities } from '../../../csr/names/name-oddities.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('NAMES_READABLE', 'names can be read');

/** RFC 5280 §4.1.2.4: what is no DirectoryString, OpenSSL or Go cannot load, and with it the whole certificate. */
export const checkNamesReadable: CertificateRule = ({ certificate: { subject, issuer } }) => {
  const told = (find: typeof nameFaults): readonly string[] => [
    ...find(subject).map((what) => `in its subject, ${what}`),
    ...find(issuer).map((what) => `in its issuer, ${what}`),
  ];
  const [faults, oddities] = [told(nameFaults), told(nameOddities)];
  if (faults.length > 0)
    return rule.fail(
      showText(faults.join('; '), 200),
      'write the names with UTF8String, and those of a country with PrintableString',
    );
  return oddities.length > 0 ? rule.note(showText(oddities.join('; '), 200)) : rule.ok('subject and issuer');
};
