import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePem, readPemBlocks } from '../../src/csr/pem.ts';
import { CertprovError } from '../../src/errors.ts';
import { openssl } from './openssl.ts';

const block = (label: string, content = 'abc'): string => encodePem(label, Buffer.from(content));

function outcomeOf(text: string): string {
  try {
    readPemBlocks(text);
    return 'read';
  } catch (error) {
    return error instanceof CertprovError ? 'refused' : `thrown: ${String(error)}`;
  }
}

describe('encodePem and readPemBlocks', () => {
  it("are each other's inverse", () => {
    const blocks = fc.array(
      fc.record({
        label: fc.constantFrom('CERTIFICATE', 'X', 'A B C'),
        der: fc.uint8Array({ minLength: 1, maxLength: 200 }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(blocks, (wanted) => {
        const read = readPemBlocks(wanted.map(({ label, der }) => encodePem(label, der)).join(''));
        expect(read.textAround).toBe(false);
        expect(read.blocks).toEqual(wanted.map(({ label, der }) => ({ label, der: Buffer.from(der) })));
      }),
    );
  });

  it('write what OpenSSL writes', () => {
    const der = Buffer.from('301306072a8648ce3d020106082a8648ce3d030107', 'hex');
    const lines = openssl(['base64'], der).text;
    expect(encodePem('X', der)).toBe(`-----BEGIN X-----\n${lines}-----END X-----\n`);
  });
});

describe('readPemBlocks', () => {
  it('reads the blocks of a bundle in order', () => {
    expect(
      readPemBlocks(`${block('A', '1')}\n${block('B', '2')}`).blocks.map(
        ({ label, der }) => `${label}${der.toString()}`,
      ),
    ).toEqual(['A1', 'B2']);
  });

  it.each([
    ['in front', `hello\n${block('A')}`],
    ['behind', `${block('A')}hello`],
    ['between', `${block('A')}hello\n${block('B')}`],
  ])('says that there is text %s', (_case, text) => {
    expect(readPemBlocks(text).textAround).toBe(true);
  });

  it.each([
    ['no END', '-----BEGIN A-----\nYWJj\n'],
    ['no BEGIN', 'YWJj\n-----END A-----\n'],
    ['another END', '-----BEGIN A-----\nYWJj\n-----END B-----\n'],
    ['BEGIN within a block', `-----BEGIN A-----\nYWJj\n${block('A')}`],
    ['nothing within', '-----BEGIN A-----\n-----END A-----\n'],
    ['header lines', '-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nYWJj\n-----END A-----\n'],
    ['a lost character', '-----BEGIN A-----\nYWJ\n-----END A-----\n'],
    ['padding within', '-----BEGIN A-----\nYQ==YWJj\n-----END A-----\n'],
    ['stray bits before the padding', '-----BEGIN A-----\nYWJ=\nYR==\n-----END A-----\n'],
    ['characters of base64url', '-----BEGIN A-----\nYW-_\n-----END A-----\n'],
    ['a lost line break', '-----BEGIN A----- YWJjYWJjYWJjYWJjYWJjYWJjYWJj -----END A-----'],
  ])('refuses %s, with the code that the caller names', (_case, text) => {
    expect(() => readPemBlocks(text, 'CSR_NOT_PEM_OR_DER')).toThrow(
      expect.objectContaining({ name: 'CertprovError', code: 'CSR_NOT_PEM_OR_DER' }),
    );
    expect(() => readPemBlocks(text)).toThrow(expect.objectContaining({ code: 'CERTIFICATE_MALFORMED' }));
  });

  it('refuses a text that is too long before it looks at it', () => {
    expect(() => readPemBlocks('a'.repeat(2_000_000))).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
  });

  it('answers any text with blocks or one kind of error', () => {
    const piece = fc.constantFrom(
      '-----BEGIN A-----',
      '-----END A-----',
      '-----',
      '\n',
      'YWJj',
      ' ',
      '=',
      '\r',
      '\\n',
      '-----BEGIN -----',
      ':',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(outcomeOf(pieces.join(''))).toMatch(/^(read|refused)$/);
      }),
      { numRuns: 2000 },
    );
  });
});
