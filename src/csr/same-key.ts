import type { KeyObject } from 'node:crypto';

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
