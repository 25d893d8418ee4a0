import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tidyPem } from '../../../src/csr/keys/tidy-pem.ts';
import { makeCa } from '../key-files.ts';

const ca = makeCa('P-256');

describe('tidyPem', () => {
  it.each([
    ['blanks', ' '],
    ['CR', '\r'],
    ['their escapes', '\\n'],
    ['the escapes of Windows', '\\r\\n'],
    ['escapes escaped once more', '\\\\n'],
    ['nothing', ''],
  ])('writes what has %s for line breaks so that Node.js reads it', (_case, ending) => {
    const text = (pem: string) => JSON.stringify(pem.replaceAll('\n', ending)).slice(1, -1);
    expect(createPrivateKey(tidyPem(text(ca.pem))).equals(ca.privateKey)).toBe(true);
    expect(new X509Certificate(tidyPem(text(ca.certificate))).raw).toEqual(ca.certificateDer);
  });

  it('keeps each block of a chain, and text that is no PEM as it is', () => {
    const chain = `notes\n${ca.certificate}${makeCa('P-384').certificate}`;
    expect(tidyPem(chain.replaceAll('\n', ' '))).toBe(chain.replace('notes\n', ''));
    for (const text of ['', 'a text', ca.pem.slice(0, 100), ca.pem.replace(/\n(.)/, '\n*$1')])
      expect(tidyPem(text)).toBe(text);
  });
});
