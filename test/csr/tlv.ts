/** DER by hand, so that a test can make what no builder would, and so that src/csr is not its own witness. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? Buffer.of(content.length)
      : content.length < 0x100
        ? Buffer.of(0x81, content.length)
        : Buffer.of(0x82, content.length >> 8, content.length & 0xff);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

/** The elements within one element of DER. */
export function elementsOf(der: Buffer): Buffer[] {
  const elements: Buffer[] = [];
  for (let at = headerOf(der, 0).content; at < der.length;) {
    const { end } = headerOf(der, at);
    elements.push(der.subarray(at, end));
    at = end;
  }
  return elements;
}

function headerOf(der: Buffer, at: number): { readonly content: number; readonly end: number } {
  const first = der.readUInt8(at + 1);
  const octets = first < 0x80 ? 0 : first & 0x7f;
  const content = at + 2 + octets;
  return { content, end: content + (octets === 0 ? first : der.readUIntBE(at + 2, octets)) };
}
