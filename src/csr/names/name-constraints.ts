import type { Certificate } from '../certificate.ts';
import { readDer, TAG, type DerNode } from '../der/der-node.ts';
import { COMMON_NAME } from './attribute-types.ts';
import { readName, type DistinguishedName } from './distinguished-name.ts';
import { EXTENSION } from '../extensions.ts';

/** A name of a certificate or the base of a subtree, made ready once, since it is compared many times. */
interface GeneralName {
  /** The identifier octet of the GeneralName. */
  readonly identifier: number;
  readonly content: Buffer;
  readonly text: string;
  /** Of a directoryName, RDN by RDN. */
  readonly rdns: readonly string[];
}

const ready = ({ identifier, content }: Pick<DerNode, 'identifier' | 'content'>): GeneralName => ({
  identifier,
  content,
  text: content.toString('latin1').toLowerCase(),
  rdns: identifier === DIRECTORY_NAME ? readName(readDer(content), 'a name').rdns.map(key) : [],
});

const DIRECTORY_NAME = TAG.contextConstructed(4);
/** Labels with a dot between them. @see https://docs.openssl.org/3.0/man3/X509_check_host/ */
const HOST = /^\w([\w-]*\w)?(\.\w([\w-]*\w)?)+$/;
/** As OpenSSL has it: more comparisons than this are an attack. */
const MAX_COMPARISONS = 65_536;
const NAMES: Readonly<Record<number, string>> = {
  [TAG.contextConstructed(0)]: 'an otherName',
  [TAG.context(1)]: 'an e-mail address',
  [TAG.context(2)]: 'a DNS name',
  [DIRECTORY_NAME]: 'the subject, or a directoryName,',
  [TAG.context(6)]: 'a URI',
  [TAG.context(7)]: 'an IP address',
  [TAG.context(8)]: 'a registeredID',
};

/**
 * Which name of a certificate the nameConstraints of its issuer do not allow (RFC 5280 §4.2.1.10 and §6.1.3 (b) and
 * (c)); undefined when they allow all. Both have been found in order before.
 */
export function constrainedName(certificate: Certificate, issuer: Certificate): string | undefined {
  const constraints = issuer.extensions.find(({ oid }) => oid === EXTENSION.nameConstraints);
  if (!constraints) return undefined;
  const lists = readDer(constraints.value).children;
  const subtrees = (number: number): readonly GeneralName[] =>
    lists
      .filter(({ identifier }) => identifier === TAG.contextConstructed(number))
      .flatMap((list) => list.children.flatMap(({ children: [base] }) => (base ? ready(base) : [])));
  const [permitted, excluded] = [subtrees(0), subtrees(1)];
  const names = namesOf(certificate);
  if (names.length * (permitted.length + excluded.length) > MAX_COMPARISONS)
    return 'a list of names too long to compare';
  for (const name of names) {
    const isOf = ({ identifier }: GeneralName): boolean => identifier === name.identifier;
    const allowed = permitted.filter(isOf);
    const isOutside = allowed.length > 0 && !allowed.some((base) => isWithin(name, base, false));
    if (isOutside || excluded.some((base) => isOf(base) && isWithin(name, base, true)))
      return NAMES[name.identifier] ?? 'a name';
  }
  return undefined;
}

function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const alternative = extensions.find(({ oid }) => oid === EXTENSION.subjectAltName);
  const names = alternative ? readDer(alternative.value).children.map(ready) : [];
  if (!subject.isEmpty) names.push(ready({ identifier: DIRECTORY_NAME, content: subject.der }));
  const hasAddress = names.some(({ identifier }) => identifier === TAG.context(1));
  // An address in the subject counts where the subjectAltName has none.
  const addresses = hasAddress ? [] : subject.rdns.flat().filter(({ oid }) => oid === '1.2.840.113549.1.9.1');
  const hasDnsName = names.some(({ identifier }) => identifier === TAG.context(2));
  // OpenSSL takes a CN for a DNS name where the subjectAltName has none, and it looks like one.
  const hosts = hasDnsName
    ? []
    : subject.rdns.flat().filter(({ oid, value }) => oid === COMMON_NAME && HOST.test(value));
  return [
    ...names,
    ...hosts.map(({ value }) => ready({ identifier: TAG.context(2), content: Buffer.from(value) })),
    ...addresses.map(({ value }) => ready({ identifier: TAG.context(1), content: Buffer.from(value) })),
  ];
}

/** What Go compares; for anything else it refuses a critical extension. */
const COMPARED: readonly number[] = [1, 2, 6, 7].map((number) => TAG.context(number)).concat(DIRECTORY_NAME);

/** What of its nameConstraints, of which the content is in order, some verifiers cannot process. */
export function constraintOddity(issuer: Certificate): string | undefined {
  const constraints = issuer.extensions.find(({ oid }) => oid === EXTENSION.nameConstraints);
  if (!constraints) return undefined;
  if (!constraints.critical) return 'its nameConstraints are not critical, as RFC 5280 has them';
  const bases = readDer(constraints.value).children.flatMap((list) =>
    list.children.flatMap((tree) => tree.children[0]!),
  );
  const strange = bases.find(({ identifier }) => !COMPARED.includes(identifier));
  if (strange)
    return `its nameConstraints are about ${NAMES[strange.identifier] ?? 'a name'}, and Go refuses such a CA`;
  return bases.some(({ identifier, content }) => identifier === TAG.context(2) && content.includes('*'))
    ? 'its nameConstraints have a DNS name with an asterisk, which RFC 5280 does not know'
    : undefined;
}

/** A name that cannot be compared counts as excluded, and not as permitted. */
function isWithin(name: GeneralName, base: GeneralName, isExcluded: boolean): boolean {
  const { text } = name;
  const { text: limit } = base;
  switch (name.identifier) {
    case DIRECTORY_NAME:
      return base.rdns.every((rdn, index) => rdn === name.rdns[index]);
    case TAG.context(2):
      // A wildcard stands for the excluded name, too.
      if (isExcluded && text.startsWith('*.') && limit.endsWith(text.slice(1))) return true;
      return limit === '' || text === limit || text.endsWith(limit.startsWith('.') ? limit : `.${limit}`);
    case TAG.context(1):
      return isAddressWithin(name.content.toString('latin1'), base.content.toString('latin1'));
    case TAG.context(6):
      return isHostWithin(/^[^:]+:\/\/(?:[^/@]*@)?([^/:?#]+)/.exec(text)?.[1], limit, isExcluded);
    case TAG.context(7):
      return isIpWithin(name.content, base.content);
    default:
      return isExcluded || name.content.equals(base.content);
  }
}

/** RFC 5280 §7.1: case and repeated blanks do not matter, nor the string type. */
const key = (rdn: DistinguishedName['rdns'][number]): string =>
  JSON.stringify(rdn.map(({ oid, value }) => `${oid}=${value.trim().replace(/\s+/g, ' ').toLowerCase()}`).toSorted());

/** A mailbox, a host, or with a dot in front the hosts of a domain. */
function isAddressWithin(address: string, limit: string): boolean {
  // The case of a mailbox matters, that of its host does not (RFC 5280 §7.5).
  const split = (text: string) => [
    text.slice(0, text.lastIndexOf('@')),
    text.slice(text.lastIndexOf('@') + 1).toLowerCase(),
  ];
  const [[mailbox, host = ''], [limitMailbox, limitHost = '']] = [split(address), split(limit)];
  if (limit.includes('@')) return mailbox === limitMailbox && host === limitHost;
  return limitHost === '' || (limitHost.startsWith('.') ? host.endsWith(limitHost) : host === limitHost);
}

function isHostWithin(host: string | undefined, limit: string, isExcluded: boolean): boolean {
  if (host === undefined) return isExcluded;
  return limit === '' || (limit.startsWith('.') ? host.endsWith(limit) : host === limit);
}

/** The base is an address and its mask. */
const isIpWithin = (address: Buffer, base: Buffer): boolean =>
  base.length === 2 * address.length &&
  address.every((octet, at) => {
    const mask = base[address.length + at] ?? 0;
    return (octet & mask) === ((base[at] ?? 0) & mask);
  });
