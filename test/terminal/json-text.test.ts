import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/terminal/json-document.ts';

describe('JSON to be read and copied', () => {
  it('puts a text that is too long for its line on the next one, and stays the same JSON', () => {
    const value = { Short: 'one', Long: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov' };
    const text = jsonText(value, 76, '    ');
    expect(text.split('\n')).toEqual([
      '    {',
      '      "Short": "one",',
      '      "Long":',
      '        "arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov"',
      '    }',
    ]);
    expect(JSON.parse(text)).toEqual(value);
  });

  it('leaves lines alone that fit, and quotes inside of names and texts', () => {
    const value = { 'a "name": "': 'with: "quotes"' };
    expect(JSON.parse(jsonText(value, 10))).toEqual(value);
    expect(jsonText(value, 80)).toBe(JSON.stringify(value, null, 2));
  });
});
