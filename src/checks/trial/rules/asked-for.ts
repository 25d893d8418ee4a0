import { malformedContent, MORE_EXTENSIONS } from '../../../csr/extension-content.ts';
import { EXTENSION, type Extension } from '../../../csr/extensions.ts';
import { readExtendedKeyUsage, readKeyUsage } from '../../../csr/read-extensions.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule } from '../trial-evidence.ts';

const rule = trialRule('ASKED_FOR', 'what the CSR asks for');

/** Every CA makes these its own way, and other rules look at what came out. */
const OF_THE_CA: readonly string[] = [EXTENSION.basicConstraints, EXTENSION.subjectKeyIdentifier];

const NAMES = new Map<string, string>(
  Object.entries({ ...EXTENSION, ...MORE_EXTENSIONS }).map(([name, oid]) => [oid, name]),
);
const MICROSOFT: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.311.20.2': "Microsoft's template name",
  '1.3.6.1.4.1.311.21.7': "Microsoft's template",
  '1.3.6.1.4.1.311.21.10': "Microsoft's application policies",
};
const nameOf = (oid: string): string => NAMES.get(oid) ?? MICROSOFT[oid] ?? oid;

/** The parts of an extension that can be granted one by one; undefined for one that is there or is not. */
function partsOf({ oid, value, critical }: Extension): readonly string[] | undefined {
  const alone = [{ oid, value, critical }];
  if (oid === EXTENSION.keyUsage) return readKeyUsage(alone);
  return oid === EXTENSION.extendedKeyUsage ? readExtendedKeyUsage(alone) : undefined;
}

/**
 * A CSR may ask for extensions, and no CA has to grant them (RFC 2985 §5.4.2). AWS IoT asks for the subject and the key alone;
 * the maker of a device may miss the rest.
 */
export const checkAskedFor: CertificateRule = ({ certificate, request }) => {
  const dropped = request.requestedExtensions.flatMap((asked) => {
    if (OF_THE_CA.includes(asked.oid) || malformedContent(asked) !== undefined) return [];
    if (asked.oid === EXTENSION.subjectAltName)
      return request.subjectAltNames.filter((name) => !certificate.subjectAltNames.includes(name));
    const given = certificate.extensions.find(({ oid }) => oid === asked.oid);
    if (!given) return [nameOf(asked.oid)];
    if (malformedContent(given) !== undefined) return [];
    const granted = partsOf(given) ?? [];
    return (partsOf(asked) ?? [])
      .filter((part) => !granted.includes(part))
      .map((part) => `${nameOf(asked.oid)} ${part}`);
  });
  if (dropped.length === 0) return undefined;
  return rule.note(
    `the CA dropped ${showText(dropped.join(', '), 200)}`,
    'AWS IoT asks for the subject and the key of the CSR; if something else looks for the rest, have the CA put it in',
  );
};
