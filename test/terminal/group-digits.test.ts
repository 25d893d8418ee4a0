import { expect, it } from 'vitest';
import { groupDigits } from '../../src/terminal/quantity-text.ts';

it.each([0, 7, 999, 1000, 1214, 65_536, 999_999, 1_000_000, 123_456_789, -1, -1000, -65_536])(
  'writes %i as English does',
  (value) => {
    expect(groupDigits(value)).toBe(value.toLocaleString('en-US'));
  },
);

it('rounds to whole numbers', () => {
  expect(groupDigits(1213.5)).toBe('1,214');
});
