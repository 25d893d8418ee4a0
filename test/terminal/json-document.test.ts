import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonDocument } from '../../src/terminal/json-document.ts';

describe('jsonDocument', () => {
  it('is one document with two spaces and a line break at its end', () => {
    expect(jsonDocument({ signing: 'aws-managed', findings: [], gone: undefined })).toBe(
      '{\n  "signing": "aws-managed",\n  "findings": []\n}\n',
    );
  });

  it('escapes what a terminal would act on', () => {
    expect(jsonDocument({ a: '\u001B\u009B\u007F\u202E\u2028\u{E0041}' })).toBe(
      '{\n  "a": "\\u001b\\u009b\\u007f\\u202e\\u2028\\udb40\\udc41"\n}\n',
    );
  });

  it('reads back as it was, with visible characters only', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'binary' })), (document) => {
        const text = jsonDocument(document);
        expect(JSON.parse(text)).toEqual(document);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
