import { readDer, TAG, type DerNode } from './der/der-node.ts';
import { isKnownQualifier } from './extension-parts.ts';
import { extensionName, MORE_EXTENSIONS } from './extension-content.ts';
import { EXTENSION, type Extension } from './extensions.ts';
import { generalNameOddity } from './names/general-name-oddities.ts';

/** Why some verifiers refuse an extension that others read. Its content was found well-formed before. */
export function contentOddity({ oid, value }: Extension): string | undefined {
  const oddity = RULES[oid]?.(readDer(value));
  return oddity === undefined ? undefined : `${extensionName(oid) ?? oid} ${oddity}`;
}

type Rule = (node: DerNode) => string | undefined;

const ofNames: Rule = ({ children }) => {
  const found = children.map(generalNameOddity).find((oddity) => oddity !== undefined);
  return found === undefined ? undefined : `holds ${found}`;
};
const ofResources: Rule = () => "is there, and OpenSSL checks it against the CA's own";

const RULES: Readonly<Record<string, Rule>> = {
  [EXTENSION.subjectAltName]: ofNames,
  [EXTENSION.issuerAltName]: ofNames,
  [EXTENSION.keyUsage]: ({ content }) => {
    if ((content.at(-1)! & (1 << content[0]!)) === 0) return 'has zeros behind its last bit, which is not DER';
    const [, first = 0] = content;
    return (first & ENCIPHER_ONLY) !== 0 && (first & KEY_AGREEMENT) === 0
      ? 'is encipherOnly without keyAgreement'
      : undefined;
  },
  [EXTENSION.basicConstraints]: ({ children: [first] }) =>
    first?.identifier === TAG.boolean && first.content[0] === 0
      ? 'writes out that it is none of a CA: BER, not DER'
      : undefined,
  [EXTENSION.authorityKeyIdentifier]: ({ children }) => (children.length === 0 ? 'names no key' : undefined),
  [EXTENSION.crlDistributionPoints]: ({ children }) =>
    children.some((point) => point.children[0]?.children[0]?.identifier === TAG.contextConstructed(1))
      ? 'has a relative name, which Go does not read'
      : undefined,
  [EXTENSION.certificatePolicies]: ({ children }) =>
    children.some((policy) => policy.children[1]?.children.some(({ children: [kind] }) => !isKnownQualifier(kind!)))
      ? 'has a qualifier that is neither a URI nor a notice, which some libraries do not read'
      : undefined,
  [MORE_EXTENSIONS.signedCertificateTimestamps]: ({ content }) =>
    content[4] === 0 ? undefined : 'is of a version that is not known',
  [MORE_EXTENSIONS.policyMappings]: () => 'is for CAs only',
  [MORE_EXTENSIONS.ipAddrBlocks]: ofResources,
  [MORE_EXTENSIONS.autonomousSysIds]: ofResources,
};

/** Bits 7 and 4 (RFC 5280 §4.2.1.3). */
const ENCIPHER_ONLY = 0x01;
const KEY_AGREEMENT = 0x08;

/** X.690 §11.5: a BOOLEAN that is FALSE by default is left out. The extension that encodes it all the same. */
export function writesFalse(certificate: Buffer): string | undefined {
  const lists = readDer(certificate).children[0]!.children.filter(
    ({ identifier }) => identifier === TAG.contextConstructed(3),
  );
  const odd = lists
    .flatMap((list) => list.children[0]?.children ?? [])
    .some(({ children: [, critical] }) => critical?.identifier === TAG.boolean && critical.content[0] === 0);
  return odd ? 'an extension writes out that it is not critical: BER, not DER' : undefined;
}
