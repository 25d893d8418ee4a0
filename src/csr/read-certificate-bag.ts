import { classifyDer } from './classify-der.ts';
import { DerError, refusingAs } from './der/der-error.ts';
import { expectTag, readElements, readOid } from './der/der-fields.ts';
import { readDer, TAG, type DerNode } from './der/der-node.ts';
import { readPemBlocks } from './pem.ts';
import { looksLikeDer } from './read-certification-request-input.ts';
import { withDefiniteLengths } from './der/with-definite-lengths.ts';

/**
 * The DER of the certificates in a PKCS#7 message (CMS SignedData, RFC 5652 §5.1), in its order, which means nothing.
 * The message may be PEM, base64 with any line breaks, as EST sends it (RFC 8951 §3), or binary. Whether it is signed is
 * not looked at: what a certificate is worth, its own signature says.
 */
export function readCertificateBag(input: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return refusingAs('CERTIFICATE_MALFORMED', 'PKCS#7 message', () =>
    readContentInfo(readDer(withDefiniteLengths(looksLikeDer(bytes) ? bytes : decode(bytes.toString('latin1'))))),
  );
}

/** RFC 7468 §8 and §9, and what old software writes. */
const LABELS = ['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA'];

function decode(text: string): Buffer {
  if (text.includes('-----BEGIN ')) {
    const { blocks } = readPemBlocks(text);
    const [block] = blocks;
    if (block === undefined || blocks.length > 1) throw new DerError(`it is ${blocks.length} PEM blocks, not one`);
    if (!LABELS.includes(block.label)) throw new DerError(`it is a PEM block of type ${block.label}, not PKCS7`);
    return block.der;
  }
  const base64 = text.replace(/\s+/g, '');
  if (base64 === '') throw new DerError('it is empty');
  const der = Buffer.from(base64, 'base64');
  // Node skips what it does not know, so only what it would write the same way was base64 to begin with.
  if (der.toString('base64') !== base64) throw new DerError('it is neither base64, nor PEM, nor DER');
  return der;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';

function readContentInfo(message: DerNode): readonly Buffer[] {
  if (message.children[0]?.identifier !== TAG.oid) throw new DerError(`it is a ${classifyDer(message.der)} instead`);
  const [type, content] = readElements(message, 'ContentInfo', [1, 2]);
  const oid = readOid(type, 'contentType');
  if (oid !== SIGNED_DATA) throw new DerError(`it holds content of type ${oid}, not SignedData`);
  const explicit = expectTag(content, TAG.contextConstructed(0), 'content');
  const [signedData] = readElements(explicit, 'content', [1, 1], explicit.identifier);
  // version, digestAlgorithms, encapContentInfo, certificates [0], crls [1], signerInfos
  const [version, digests, encapsulated, ...rest] = readElements(signedData, 'SignedData', [4, 6]);
  expectTag(version, TAG.integer, 'version');
  expectTag(digests, TAG.set, 'digestAlgorithms');
  expectTag(encapsulated, TAG.sequence, 'encapContentInfo');
  expectTag(rest.at(-1), TAG.set, 'signerInfos');
  const set = rest.find(({ identifier }) => identifier === TAG.contextConstructed(0));
  // The other choices (RFC 5652 §10.2.2) are attribute certificates and what nobody uses any more.
  return (set?.children ?? []).filter(({ identifier }) => identifier === TAG.sequence).map(({ der }) => der);
}
