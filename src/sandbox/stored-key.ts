import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** As the account's state holds a private key: base64 PKCS#8. */
export const encodeKey = (key: KeyObject): string => key.export({ format: 'der', type: 'pkcs8' }).toString('base64');

export const decodeKey = (base64: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });

export const spkiOf = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
