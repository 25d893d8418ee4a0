/** The few functions of node-forge's DER codec that src/csr uses; the published types cover the whole library only. */
declare module 'node-forge/lib/asn1.js' {
  export interface ForgeNode {
    readonly tagClass: number;
    readonly type: number;
    readonly constructed: boolean;
    readonly value: string | ForgeNode[];
  }
  interface ForgeBytes {
    getBytes(): string;
  }
  interface ForgeAsn1 {
    create(tagClass: number, type: number, constructed: boolean, value: string | ForgeNode[]): ForgeNode;
    fromDer(
      bytes: string,
      options: { strict: boolean; parseAllBytes: boolean; decodeBitStrings: boolean; maxDepth: number },
    ): ForgeNode;
    toDer(node: ForgeNode): ForgeBytes;
    oidToDer(oid: string): ForgeBytes;
  }
  const asn1: ForgeAsn1;
  export default asn1;
}
