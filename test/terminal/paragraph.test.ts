import { expect, it } from 'vitest';
import { paragraph } from '../../src/terminal/text-layout.ts';

it('sets prose in lines that fit, with a hanging indent of its own', () => {
  expect(paragraph('AWS has no trial mode for it', 20).split('\n')).toEqual(['  AWS has no trial', '  mode for it']);
  expect(paragraph('✓ function Active', 14, { hanging: '    ' }).split('\n')).toEqual(['  ✓ function', '    Active']);
});
