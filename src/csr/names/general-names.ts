import { DerError } from '../der/der-error.ts';
import { readElements, readOid } from '../der/der-fields.ts';
import { readDer, TAG, type DerNode } from '../der/der-node.ts';
import { readName } from './distinguished-name.ts';
import { nameFaults } from './name-faults.ts';

/**
 * `name`: as in a subjectAltName. `subtree`: as in nameConstraints, where an address has a mask behind it. `location`: of
 * a CRL and the like, where CAs write blanks into LDAP URIs.
 */
type Use = 'name' | 'subtree' | 'location';

/** RFC 5280 §4.2.1.6. Throws a DerError for what is no GeneralName. */
export function checkGeneralName(name: DerNode, field: string, use: Use = 'name'): void {
  switch (name.identifier) {
    case TAG.contextConstructed(0):
      return checkOtherName(name, field);
    case TAG.context(1):
      return checkText(name, `an rfc822Name of ${field}`, use);
    case TAG.context(2):
      return checkText(name, `a dNSName of ${field}`, use);
    case TAG.contextConstructed(3):
    case TAG.contextConstructed(5):
      // An x400Address, an ediPartyName.
      throw new DerError(`${field} holds a name that TLS libraries do not read`);
    case TAG.contextConstructed(4):
      return checkDirectoryName(name, field);
    case TAG.context(6):
      return checkText(name, `a URI of ${field}`, use);
    case TAG.context(7):
      return checkAddress(name, field, use);
    case TAG.context(8):
      readOid({ ...name, identifier: TAG.oid }, `a registeredID of ${field}`);
      return;
    default:
      throw new DerError(`${field} holds what is no GeneralName`);
  }
}

/** SIZE (1..MAX): a list without a name is none. */
export function checkGeneralNames(
  node: DerNode,
  field: string,
  identifier: number = TAG.sequence,
  use: Use = 'name',
): void {
  for (const name of readElements(node, field, [1, Infinity], identifier)) checkGeneralName(name, field, use);
}

/** Of a subjectAltName: what is wrong with it, in the same words wherever it stands. */
export function malformedNames(value: Buffer): string | undefined {
  try {
    checkGeneralNames(readDer(value), 'subjectAltName');
    return undefined;
  } catch (error) {
    if (error instanceof DerError) return error.message;
    throw error;
  }
}

function checkOtherName(name: DerNode, field: string): void {
  const what = `an otherName of ${field}`;
  const [type, value] = readElements(name, what, [2, 2], name.identifier);
  readOid(type, what);
  readElements(value, what, [1, 1], TAG.contextConstructed(0));
}

function checkDirectoryName(name: DerNode, field: string): void {
  // A Name is a CHOICE, so its tag is explicit.
  const what = `a directoryName of ${field}`;
  const [directoryName] = readElements(name, what, [1, 1], name.identifier);
  const [fault] = nameFaults(readName(directoryName, what));
  if (fault !== undefined) throw new DerError(`in ${what}, ${fault}`);
}

/** IA5String, and something that a person could type; an empty subtree means every name of its kind. */
function checkText({ content }: DerNode, field: string, use: Use): void {
  if (content.length === 0 && use !== 'subtree') throw new DerError(`${field} is empty`);
  const lowest = use === 'location' ? 0x20 : 0x21;
  if (content.some((octet) => octet < lowest || octet >= 0x7f))
    throw new DerError(`${field} holds characters that it cannot hold`);
}

function checkAddress({ content }: DerNode, field: string, use: Use): void {
  const lengths = use === 'subtree' ? [8, 32] : [4, 16];
  if (!lengths.includes(content.length))
    throw new DerError(`an iPAddress of ${field} has ${content.length} octets instead of ${lengths.join(' or ')}`);
}
