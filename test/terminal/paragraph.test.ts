import { expect, it } from 'vitest';
import { STYLE_MARKERS, yellow } from '../../src/terminal/style.ts';
import { paragraph } from '../../src/terminal/text-layout.ts';

it('sets prose in lines that fit, with a hanging indent of its own', () => {
  expect(paragraph('AWS has no trial mode for it', 20).split('\n')).toEqual(['  AWS has no trial', '  mode for it']);
  expect(paragraph('✓ function Active', 14, { hanging: '    ' }).split('\n')).toEqual(['  ✓ function', '    Active']);
});

const plain = (line: string): string => line.replaceAll(new RegExp(`[${STYLE_MARKERS}]`, 'gu'), '');
const LONG = 'npx certprov rollback --sandbox --all --region eu-central-1 --profile production';

it.each([
  [`go on: ${LONG}`, ['  go on:', `    ${LONG}`]],
  [
    `fix it and run \`${LONG}\`, or look with \`certprov status\` again`,
    ['  fix it and run:', `    ${LONG}`, '  or look with:', '    certprov status', '  again'],
  ],
  [`\`${LONG}\`; AWS signs in between`, [`    ${LONG}`, '  AWS signs in between']],
  [yellow(`! not tried: ${LONG}`), ['  ! not tried:', `    ${LONG}`]],
])('puts each command on a line of its own, whole, whatever the width: %s', (text, lines) => {
  for (const columns of [20, 40, 80, 160]) {
    const shown = paragraph(text, columns).split('\n').map(plain);
    for (const line of lines.filter((one) => /certprov/.test(one))) expect(shown).toContain(line);
  }
  expect(paragraph(text, 160).split('\n').map(plain)).toEqual(lines);
});

it('leaves alone what only speaks of certprov', () => {
  const text = 'certprov reads it: certprov is no judge of `aws`, nor of `certprov`';
  expect(paragraph(text, 80)).toBe(`  ${text}`);
});
