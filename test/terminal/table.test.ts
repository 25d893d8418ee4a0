import { describe, expect, it } from 'vitest';
import { cyan } from '../../src/terminal/style.ts';
import { columnsOf, table } from '../../src/terminal/table.ts';

const ROWS = [
  ['1', 'iam:CreateRole', 'certprov-signer-us-east-1'],
  ['2', 'iot:CreateCertificateProvider', 'certprov'],
];

describe('columnsOf', () => {
  it('aligns by cells', () => {
    expect(columnsOf([['証明書', 'x'], [cyan('abc'), 'y'], ['a']])).toEqual(['証明書  x', `${cyan('abc')}     y`, 'a']);
  });

  it('aligns nothing without a word', () => {
    expect(columnsOf([])).toEqual([]);
  });
});

describe('table', () => {
  it('indents and aligns', () => {
    expect(table(ROWS, { columns: 80, indent: '    ' })).toBe(
      [
        '    1  iam:CreateRole                 certprov-signer-us-east-1',
        '    2  iot:CreateCertificateProvider  certprov',
      ].join('\n'),
    );
  });

  it('continues the last column below itself', () => {
    expect(table([['✓ limits', 'concurrency 1,000 and no more than ten devices a second']], { columns: 42 })).toBe(
      ['✓ limits  concurrency 1,000 and no more', '          than ten devices a second'].join('\n'),
    );
  });

  it('continues below the row when the last column has no room', () => {
    expect(table(ROWS, { columns: 40 }).split('\n')).toEqual([
      '1  iam:CreateRole',
      '  certprov-signer-us-east-1',
      '2  iot:CreateCertificateProvider',
      '  certprov',
    ]);
  });
});
