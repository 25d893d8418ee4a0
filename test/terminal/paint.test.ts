import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/terminal/paint.ts';
import { bold, cyan } from '../../src/terminal/style.ts';

const CHECKS = '  ✓ answered in time\n  ! it will expire\n  ✗ another key\nnext: a ✓ inside';

describe('createPaint', () => {
  it('colours styles and the marks that begin a line', async () => {
    const paint = await createPaint({ color: true, ascii: false });
    expect(paint(`${bold(`a ${cyan('b')}`)}\n✓ c`)).toBe(
      '\u001B[1ma \u001B[22m\u001B[1m\u001B[36mb\u001B[39m\u001B[22m\n\u001B[32m✓\u001B[39m c',
    );
  });

  it('writes the same words without colour', async () => {
    const [plain, coloured] = await Promise.all([
      createPaint({ color: false, ascii: false }),
      createPaint({ color: true, ascii: false }),
    ]);
    const text = `${bold('title')}\n${CHECKS}`;
    // oxlint-disable-next-line no-control-regex -- the sequences are what is looked for
    expect(coloured(text).replace(/\u001B\[\d+m/g, '')).toBe(plain(text));
    expect(plain(text)).toBe(`title\n${CHECKS}`);
  });

  it('keeps marks of different width aligned in ASCII', async () => {
    const paint = await createPaint({ color: false, ascii: true });
    expect(paint(CHECKS)).toBe('  ok answered in time\n  !  it will expire\n  x  another key\nnext: a ok inside');
  });

  it('draws in ASCII with the same width', async () => {
    const paint = await createPaint({ color: false, ascii: true });
    expect(paint('│ device ── CSR ──▶ AWS IoT … │\n└─┘')).toBe('| device -- CSR --> AWS IoT ~ |\n+-+');
  });

  it('writes nothing but ASCII bytes in ASCII, so that no byte is a control of an 8-bit terminal', async () => {
    const paint = await createPaint({ color: false, ascii: true });
    expect(paint('Gerät 証')).toBe('Ger\\u{e4}t \\u{8a3c}');
  });

  it('neutralises escape sequences of others and makes its own', async () => {
    const paint = await createPaint({ color: true, ascii: false });
    expect(paint(cyan('a\u001B[31mb'))).toBe('\u001B[36ma\\u{1b}[31mb\u001B[39m');
  });
});
