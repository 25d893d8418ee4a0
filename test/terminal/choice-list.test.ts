import { describe, expect, it } from 'vitest';
import { matching, NO_CHOICES, shortOf, withArrived, withMoved } from '../../src/terminal/choice-list.ts';
import type { Choice } from '../../src/terminal/prompter.ts';

const choice = (value: string, disabled?: string): Choice<string> => ({
  value,
  label: `${value}   nodejs24.x`,
  ...(disabled === undefined ? {} : { disabled }),
});
const [a, b, c] = [choice('a'), choice('b'), choice('c')];
const off = choice('off', 'for a reason');

describe('withArrived', () => {
  it('stands on the recommended choice', () => {
    expect(withArrived(NO_CHOICES, [a, b, c], 'b').active).toBe(1);
  });

  it('stands on the first that can be chosen when the recommended one cannot', () => {
    expect(withArrived(NO_CHOICES, [off, b, c], 'off').active).toBe(1);
  });

  it('stands on the first of choices that cannot be chosen, to show why', () => {
    expect(withArrived(NO_CHOICES, [off], undefined).active).toBe(0);
  });

  it('stays with its choice when others arrive before it, even if made anew', () => {
    const list = withArrived(NO_CHOICES, [a, b], undefined);
    expect(withArrived(list, [choice('new'), choice('a'), b], 'b').active).toBe(1);
  });

  it('starts anew for another term', () => {
    const list = { ...withMoved(withArrived(NO_CHOICES, [a, b, c], undefined), 2), state: 'waiting' as const };
    expect(withArrived(list, [b, c], undefined).active).toBe(0);
  });

  it('stands nowhere in an empty list', () => {
    expect(withArrived(NO_CHOICES, [], 'a').active).toBe(-1);
  });
});

describe('withMoved', () => {
  it('stops at both ends', () => {
    const list = withArrived(NO_CHOICES, [a, b, c], undefined);
    expect(withMoved(list, -1).active).toBe(0);
    expect(withMoved(list, 12).active).toBe(2);
  });

  it('stays nowhere in an empty list', () => {
    expect(withMoved(NO_CHOICES, 1).active).toBe(-1);
  });
});

describe('matching', () => {
  it('finds every word in label or description, in any case', () => {
    const described = { ...a, description: 'Signs for Acme' };
    expect(matching([described, b], 'ACME nodejs')).toEqual([described]);
    expect(matching([described, b], undefined)).toEqual([described, b]);
  });
});

describe('shortOf', () => {
  it('is the first column of a label unless it is given', () => {
    expect(shortOf(a)).toBe('a');
    expect(shortOf({ ...a, short: 'given' })).toBe('given');
  });
});
