import type { KeyObject } from 'node:crypto';
import type { SubjectPublicKey } from './keys/public-key.ts';
import type { AttributeTypeAndValue, DistinguishedName } from './names/distinguished-name.ts';

export type SubjectComparison = 'exact-der' | 'same-text' | 'different';

/**
 * `exact-der`: the same bytes. `same-text`: the same RDNs in the same order with the same types and values, letter for
 * letter, though as other string types (several CAs write PrintableString for UTF8String). Case, spaces, order and
 * merged or split RDNs make it `different`: AWS does not document how it compares, so nothing is forgiven but that.
 */
export function compareSubject(a: DistinguishedName, b: DistinguishedName): SubjectComparison {
  if (a.der.equals(b.der)) return 'exact-der';
  if (a.rdns.length !== b.rdns.length) return 'different';
  return a.rdns.every((rdn, index) => key(rdn) === key(b.rdns[index] ?? [])) ? 'same-text' : 'different';
}

/** Within an RDN the encoding decides the order (X.690 §11.6), so it means nothing. */
const key = (rdn: readonly AttributeTypeAndValue[]): string =>
  JSON.stringify(
    rdn.map(({ oid, value, stringType }) => JSON.stringify([oid, stringType === 'other', value])).toSorted(),
  );

/**
 * Whether two public keys are one. Keys of other types or curves are told apart before OpenSSL is asked: on Node 24 its
 * complaint about them would stay behind and make the next key that is read look broken.
 */
export function sameKey(a: KeyObject, b: KeyObject): boolean {
  return (
    a.asymmetricKeyType === b.asymmetricKeyType &&
    a.asymmetricKeyDetails?.namedCurve === b.asymmetricKeyDetails?.namedCurve &&
    a.equals(b)
  );
}

/** Equal as keys: the bytes may differ, as they do for a compressed EC point. */
export function samePublicKey(a: SubjectPublicKey, b: SubjectPublicKey): boolean {
  if (a.spkiDer.equals(b.spkiDer)) return true;
  return a.key !== undefined && b.key !== undefined && sameKey(a.key, b.key);
}
