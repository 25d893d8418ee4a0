import { CertprovError } from '../errors.ts';
import { classifyDer } from './classify-der.ts';
import { readPemBlocks } from './pem.ts';
import { looksLikeDer } from './read-certification-request-input.ts';

/** The DER of the one certificate in the input. Text around its PEM block is what `openssl x509 -text` writes. */
export function readCertificateInput(input: Uint8Array | string): Buffer {
  if (typeof input !== 'string' && looksLikeDer(input)) {
    return readCertificateDer(input);
  }
  const text =
    typeof input === 'string' ? input : Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('utf8');
  if (text.includes('PRIVATE KEY-----'))
    throw malformed('the input holds a private key; none of it was shown, kept or sent');
  const { blocks } = readPemBlocks(text);
  const [block] = blocks;
  if (block === undefined)
    throw malformed(text.trim() === '' ? 'the input is empty' : 'the input is neither a PEM nor a DER certificate');
  if (blocks.length > 1) throw malformed(`the input holds ${blocks.length} PEM blocks instead of one certificate`);
  if (block.label !== 'CERTIFICATE')
    throw malformed(`the input is a PEM block of type ${block.label}, not CERTIFICATE`);
  refuseOtherKinds(block.der);
  return block.der;
}

/** The DER of a certificate that was in something already, a PEM block or a message: no text is read out of it again. */
export function readCertificateDer(input: Uint8Array): Buffer {
  const der = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  refuseOtherKinds(der);
  return der;
}

/** What is no DER goes on to the parser, whose message names the place. */
function refuseOtherKinds(der: Buffer): void {
  const kind = classifyDer(der);
  if (kind !== undefined && kind !== 'certificate' && kind !== 'ASN.1 object of another kind') {
    throw malformed(`the input is a ${kind}, not a certificate`);
  }
}

const malformed = (message: string): CertprovError => new CertprovError('CERTIFICATE_MALFORMED', message);
