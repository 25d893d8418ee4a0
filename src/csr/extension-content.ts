import { DerError } from './der/der-error.ts';
import {
  expectTag,
  readBoolean,
  readElements,
  readInteger,
  readNamedBits,
  readOid,
  readSmallInteger,
} from './der/der-fields.ts';
import { readDer, TAG, type DerNode } from './der/der-node.ts';
import { checkAddressBlocks, checkQualifier, checkSystemIds, checkTimestamps } from './extension-parts.ts';
import { EXTENSION, type Extension } from './extensions.ts';
import { readCharacterString } from './names/character-string.ts';
import { checkGeneralName, checkGeneralNames } from './names/general-names.ts';
import { attributeFault } from './names/name-faults.ts';

/** Those that the signer has no need to know. */
export const MORE_EXTENSIONS = {
  /** RFC 3280 §4.2.1.4. */
  privateKeyUsagePeriod: '2.5.29.16',
  subjectInfoAccess: '1.3.6.1.5.5.7.1.11',
  freshestCrl: '2.5.29.46',
  policyMappings: '2.5.29.33',
  policyConstraints: '2.5.29.36',
  inhibitAnyPolicy: '2.5.29.54',
  /** RFC 7633, RFC 6960 §4.2.2.2.1 and RFC 6962 §3.3. */
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  netscapeCertType: '2.16.840.1.113730.1.1',
  netscapeComment: '2.16.840.1.113730.1.13',
  /** RFC 3779 §2.2 and §3.2, RFC 3820 §3.8: OpenSSL acts on them. */
  ipAddrBlocks: '1.3.6.1.5.5.7.1.7',
  autonomousSysIds: '1.3.6.1.5.5.7.1.8',
  proxyCertInfo: '1.3.6.1.5.5.7.1.14',
} as const;

type ContentRule = (node: DerNode) => void;

/** RFC 5280 §4.2, the Netscape ones that OpenSSL still heeds, and what CAs add today: how their content is built. */
const CONTENT_RULES: Readonly<Record<string, ContentRule>> = {
  [EXTENSION.subjectKeyIdentifier]: (node) => void checkOctets(node, 'subjectKeyIdentifier'),
  [EXTENSION.keyUsage]: (node) => checkBits(node, 'keyUsage'),
  [EXTENSION.subjectAltName]: (node) => checkGeneralNames(node, 'subjectAltName'),
  [EXTENSION.issuerAltName]: (node) => checkGeneralNames(node, 'issuerAltName'),
  [EXTENSION.basicConstraints]: checkBasicConstraints,
  [EXTENSION.nameConstraints]: checkNameConstraints,
  [EXTENSION.crlDistributionPoints]: checkDistributionPoints,
  [MORE_EXTENSIONS.freshestCrl]: checkDistributionPoints,
  [EXTENSION.certificatePolicies]: checkPolicies,
  [MORE_EXTENSIONS.policyMappings]: checkPolicyMappings,
  [MORE_EXTENSIONS.policyConstraints]: checkPolicyConstraints,
  [MORE_EXTENSIONS.inhibitAnyPolicy]: (node) => void readSmallInteger(node, 'inhibitAnyPolicy'),
  [EXTENSION.authorityKeyIdentifier]: checkAuthorityKeyIdentifier,
  [EXTENSION.extendedKeyUsage]: (node) => {
    for (const purpose of readElements(node, 'extKeyUsage', [1, Infinity])) readOid(purpose, 'extKeyUsage');
  },
  [EXTENSION.authorityInfoAccess]: checkInfoAccess,
  [MORE_EXTENSIONS.subjectInfoAccess]: checkInfoAccess,
  [MORE_EXTENSIONS.netscapeCertType]: (node) => checkBits(node, 'nsCertType'),
  [MORE_EXTENSIONS.netscapeComment]: (node) => void expectTag(node, TAG.ia5String, 'nsComment'),
  [MORE_EXTENSIONS.ocspNoCheck]: (node) => void expectTag(node, TAG.null, 'OCSP no-check'),
  [MORE_EXTENSIONS.tlsFeature]: (node) => {
    for (const feature of readElements(node, 'TLS feature', [1, Infinity])) readSmallInteger(feature, 'TLS feature');
  },
  [MORE_EXTENSIONS.signedCertificateTimestamps]: (node) =>
    checkTimestamps(checkOctets(node, 'the list of signed certificate timestamps')),
  [MORE_EXTENSIONS.privateKeyUsagePeriod]: (node) => {
    if (members(node, 'privateKeyUsagePeriod', 1).length === 0) throw new DerError('privateKeyUsagePeriod is empty');
  },
  [MORE_EXTENSIONS.ipAddrBlocks]: checkAddressBlocks,
  [MORE_EXTENSIONS.autonomousSysIds]: checkSystemIds,
  [MORE_EXTENSIONS.proxyCertInfo]: () => {
    throw new DerError('proxyCertInfo makes it a proxy certificate, which TLS stacks refuse');
  },
};

export const extensionName = (oid: string): string | undefined =>
  Object.entries({ ...EXTENSION, ...MORE_EXTENSIONS }).find(([, known]) => known === oid)?.[0];

/** Whether the content of extensions of this kind is known here. */
export const isKnownExtension = (oid: string): boolean => Object.hasOwn(CONTENT_RULES, oid);

/** What is wrong with the content of an extension; undefined when nothing is, or nothing is known of its kind. */
export function malformedContent({ oid, value }: Extension): string | undefined {
  if (!isKnownExtension(oid)) return undefined;
  try {
    CONTENT_RULES[oid]?.(readDer(value));
    return undefined;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const name = extensionName(oid) ?? oid;
    return error.message.includes(name) ? error.message : `${name}: ${error.message}`;
  }
}

function checkOctets(node: DerNode, field: string): Buffer {
  const { content } = expectTag(node, TAG.octetString, field);
  if (content.length === 0) throw new DerError(`${field} is empty`);
  return content;
}

function checkBits(node: DerNode, field: string): void {
  if (readNamedBits(node, field).length === 0) throw new DerError(`${field} has no bit set`);
}

function checkBasicConstraints(node: DerNode): void {
  const fields = [...readElements(node, 'basicConstraints', [0, 2])];
  if (fields[0]?.identifier === TAG.boolean) readBoolean(fields.shift(), 'cA of basicConstraints');
  if (fields.length > 1) throw new DerError('basicConstraints has an unknown member');
  if (fields[0]) readSmallInteger(fields[0], 'pathLenConstraint of basicConstraints');
}

/** The members of a SEQUENCE whose tags are context tags in ascending order, each once. */
function members(node: DerNode, field: string, highest: number, identifier: number = TAG.sequence): readonly DerNode[] {
  const all = readElements(node, field, [0, highest + 1], identifier);
  let previous = -1;
  for (const member of all) {
    const number = member.identifier & 0x1f;
    if (member.identifier < 0x80 || member.identifier > 0xbf || number <= previous || number > highest)
      throw new DerError(`${field} has an unknown member`);
    previous = number;
  }
  return all;
}

const isMember = (node: DerNode, number: number): boolean => (node.identifier & 0x1f) === number;

/** RFC 5280 §4.2.1.1: issuer and serial number are both there, or neither is. */
function checkAuthorityKeyIdentifier(node: DerNode): void {
  const field = 'authorityKeyIdentifier';
  const all = members(node, field, 2);
  const [id, issuer, serial] = [0, 1, 2].map((number) => all.find((member) => isMember(member, number)));
  if (id && expectTag(id, TAG.context(0), field).content.length === 0)
    throw new DerError(`the keyIdentifier of ${field} is empty`);
  if (issuer) checkGeneralNames(issuer, field, TAG.contextConstructed(1), 'location');
  if (serial) readInteger({ ...expectTag(serial, TAG.context(2), field), identifier: TAG.integer }, field);
  if ((issuer === undefined) !== (serial === undefined))
    throw new DerError(
      `${field} has ${issuer ? 'an issuer without its serial number' : 'a serial number without its issuer'}`,
    );
}

function checkNameConstraints(node: DerNode): void {
  const all = members(node, 'nameConstraints', 1);
  if (all.length === 0) throw new DerError('nameConstraints is empty');
  for (const list of all) {
    for (const subtree of readElements(
      list,
      'nameConstraints',
      [1, Infinity],
      TAG.contextConstructed(list.identifier & 0x1f),
    )) {
      // minimum and maximum are not used in X.509 (RFC 5280 §4.2.1.10).
      const [base, ...bounds] = readElements(subtree, 'a subtree of nameConstraints', [1, 3]);
      checkGeneralName(base!, 'nameConstraints', 'subtree');
      if (bounds.some(({ identifier, content }) => identifier !== TAG.context(0) || !content.equals(ZERO)))
        throw new DerError('a subtree of nameConstraints has a minimum or maximum, which X.509 does not use');
      checkBase(base!);
    }
  }
}

const ZERO = Buffer.of(0);

/** Go does not load a mask with holes, or an rfc822Name that is neither an address nor a host nor a domain. */
function checkBase({ identifier, content }: DerNode): void {
  if (identifier === TAG.context(7) && hasHole(content.subarray(content.length / 2)))
    throw new DerError('an iPAddress of nameConstraints has a mask with a hole');
  if (identifier === TAG.context(1) && /^@|@.*@|@$/.test(content.toString('latin1')))
    throw new DerError('an rfc822Name of nameConstraints is no address, host or domain');
}

const hasHole = (mask: Buffer): boolean =>
  /01/.test(Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join(''));

function checkDistributionPoints(node: DerNode): void {
  const field = 'crlDistributionPoints';
  for (const point of readElements(node, field, [1, Infinity])) {
    const all = members(point, `a point of ${field}`, 2);
    const [name, reasons, issuer] = [0, 1, 2].map((number) => all.find((member) => isMember(member, number)));
    if (!name && !issuer) throw new DerError(`a point of ${field} says nothing of where`);
    if (name) checkPointName(readElements(name, field, [1, 1], TAG.contextConstructed(0))[0]!, field);
    if (reasons) readNamedBits({ ...expectTag(reasons, TAG.context(1), field), identifier: TAG.bitString }, field);
    if (issuer) checkGeneralNames(issuer, field, TAG.contextConstructed(2), 'location');
  }
}

function checkPointName(name: DerNode, field: string): void {
  if (name.identifier === TAG.contextConstructed(0)) checkGeneralNames(name, field, name.identifier, 'location');
  else checkRelativeName(readElements(name, field, [1, Infinity], TAG.contextConstructed(1)), field);
}

function checkRelativeName(attributes: readonly DerNode[], field: string): void {
  const what = `a relative name of ${field}`;
  for (const attribute of attributes) {
    const [type, value] = readElements(attribute, what, [2, 2]);
    const { stringType } = readCharacterString(value, what);
    const fault = attributeFault({ ...value!, oid: readOid(type, what), stringType });
    if (fault !== undefined) throw new DerError(`${what} ${fault}`);
  }
}

function checkPolicies(node: DerNode): void {
  const field = 'certificatePolicies';
  const seen = new Set<string>();
  for (const policy of readElements(node, field, [1, Infinity])) {
    const [id, qualifiers] = readElements(policy, `a policy of ${field}`, [1, 2]);
    const oid = readOid(id, field);
    if (seen.has(oid)) throw new DerError(`${field} has the policy ${oid} twice`);
    seen.add(oid);
    if (!qualifiers) continue;
    for (const qualifier of readElements(qualifiers, field, [1, Infinity])) {
      const [kind, value] = readElements(qualifier, `a qualifier of ${field}`, [2, 2]);
      checkQualifier(readOid(kind, field), value!);
    }
  }
}

function checkPolicyMappings(node: DerNode): void {
  for (const mapping of readElements(node, 'policyMappings', [1, Infinity]))
    for (const policy of readElements(mapping, 'policyMappings', [2, 2])) readOid(policy, 'policyMappings');
}

function checkPolicyConstraints(node: DerNode): void {
  const all = members(node, 'policyConstraints', 1);
  if (all.length === 0) throw new DerError('policyConstraints is empty');
  for (const member of all) {
    if ((member.identifier & 0x20) !== 0) throw new DerError('policyConstraints has an unknown member');
    readSmallInteger({ ...member, identifier: TAG.integer }, 'policyConstraints');
  }
}

function checkInfoAccess(node: DerNode): void {
  const field = 'authorityInfoAccess';
  for (const description of readElements(node, field, [1, Infinity])) {
    const [method, location] = readElements(description, `a description of ${field}`, [2, 2]);
    readOid(method, field);
    checkGeneralName(location!, field, 'location');
  }
}
