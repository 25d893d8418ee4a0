import { DerError } from './der/der-error.ts';
import { expectTag, readElements, readInteger, readOid } from './der/der-fields.ts';
import { TAG, type DerNode } from './der/der-node.ts';
import { readCharacterString } from './names/character-string.ts';
import { characterFault } from './names/string-alphabets.ts';

const CPS = '1.3.6.1.5.5.7.2.1';
const USER_NOTICE = '1.3.6.1.5.5.7.2.2';
const POLICIES = 'certificatePolicies';

/** Of its OID's element. */
export const isKnownQualifier = (kind: DerNode): boolean => [CPS, USER_NOTICE].includes(readOid(kind, POLICIES));

/** RFC 5280 §4.2.1.4: a URI, or a notice; what others are made of is not known. */
export function checkQualifier(kind: string, value: DerNode): void {
  if (kind === CPS) checkText(value, 'the CPS URI', [TAG.ia5String]);
  if (kind !== USER_NOTICE) return;
  const parts = [...readElements(value, `the user notice of ${POLICIES}`, [0, 2])];
  if (parts[0]?.identifier === TAG.sequence) checkReference(parts.shift()!);
  if (parts.length > 1) throw new DerError(`the user notice of ${POLICIES} has an unknown member`);
  if (parts[0]) checkText(parts[0], 'the user notice', DISPLAY_TEXT);
}

const VISIBLE_STRING = 0x1a;
const DISPLAY_TEXT = [TAG.ia5String, VISIBLE_STRING, TAG.bmpString, TAG.utf8String];

function checkReference(node: DerNode): void {
  const [organization, numbers] = readElements(node, `the notice reference of ${POLICIES}`, [2, 2]);
  checkText(organization!, 'the notice reference', DISPLAY_TEXT);
  for (const number of readElements(numbers, `the notice reference of ${POLICIES}`)) readInteger(number, 'its number');
}

function checkText(node: DerNode, what: string, tags: readonly number[]): void {
  const { stringType } = readCharacterString(node, `${what} of ${POLICIES}`);
  if (!tags.includes(node.identifier) || characterFault(stringType, node.content) !== undefined)
    throw new DerError(`${what} of ${POLICIES} is no string that it can be`);
}

/** RFC 6962 §3.3: a list with its length in front, of timestamps with theirs. */
export function checkTimestamps(list: Buffer): void {
  let at = 2;
  while (at + 2 < list.length) at += 2 + list.readUInt16BE(at);
  if (list.length < 2 || list.readUInt16BE(0) !== list.length - 2 || at !== list.length || at === 2)
    throw new DerError('the list of signed certificate timestamps has lengths that do not fit');
}

/** RFC 3779 §2.2.3: addresses by family, as prefixes or ranges, or those of the issuer (NULL). */
export function checkAddressBlocks(node: DerNode): void {
  const field = 'ipAddrBlocks';
  for (const family of readElements(node, field)) {
    const [id, choice] = readElements(family, `a family of ${field}`, [2, 2]);
    const { length } = expectTag(id, TAG.octetString, `a family of ${field}`).content;
    if (length !== 2 && length !== 3) throw new DerError(`a family of ${field} has ${length} octets`);
    checkRanges(choice!, field, (prefix) => {
      if ((expectTag(prefix, TAG.bitString, field).content[0] ?? 8) > 7) throw new DerError(`${field} has no prefix`);
    });
  }
}

/** RFC 3779 §3.2.3. */
export function checkSystemIds(node: DerNode): void {
  const field = 'autonomousSysIds';
  for (const member of readElements(node, field, [1, 2])) {
    if (![0, 1].map(TAG.contextConstructed).includes(member.identifier))
      throw new DerError(`${field} has an unknown member`);
    checkRanges(readElements(member, field, [1, 1], member.identifier)[0]!, field, (id) => readInteger(id, field));
  }
}

function checkRanges(node: DerNode, field: string, check: (end: DerNode) => unknown): void {
  if (node.identifier === TAG.null) return;
  for (const range of readElements(node, field, [1, Infinity]))
    for (const end of range.identifier === TAG.sequence ? readElements(range, field, [2, 2]) : [range]) check(end);
}
