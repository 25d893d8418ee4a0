/** What src/csr uses of node-forge for the encryption of PKCS#12; the published types cover the whole library only. */
declare module 'node-forge/lib/util.js' {
  export interface ForgeBuffer {
    getBytes(): string;
  }
  const util: { createBuffer(bytes: string): ForgeBuffer };
  export default util;
}

declare module 'node-forge/lib/md.all.js' {
  /** By node:crypto's name for it, among others. */
  const md: Readonly<Record<string, { create(): object } | undefined>>;
  export default md;
}

declare module 'node-forge/lib/pbe.js' {
  import type { ForgeNode } from 'node-forge/lib/asn1.js';
  import type { ForgeBuffer } from 'node-forge/lib/util.js';

  interface ForgePbe {
    /** `null` is no password at all, without even the two zeros that end an empty one. */
    generatePkcs12Key(
      password: string | null,
      salt: ForgeBuffer,
      id: 1 | 2 | 3,
      iterations: number,
      length: number,
      digest: object,
    ): ForgeBuffer;
    getCipher(
      oid: string,
      parameters: ForgeNode,
      password: string | null,
    ): { readonly output: ForgeBuffer; update(bytes: ForgeBuffer): void; finish(): boolean };
  }
  const pbe: ForgePbe;
  export default pbe;
}
