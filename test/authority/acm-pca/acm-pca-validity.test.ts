import { describe, expect, it } from 'vitest';
import { acmPcaValidity } from '../../../src/authority/acm-pca/acm-pca.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const DAY = 86_400_000;
const MINUTE = 60_000;

describe('acmPcaValidity', () => {
  it('is in days while they end before the CA does', () => {
    expect(acmPcaValidity(NOW, 30, new Date(NOW + 30 * DAY + 10 * MINUTE))).toEqual({ Type: 'DAYS', Value: 30 });
  });

  it.each([
    ['ends first', 10 * DAY + 500],
    ['ends at the same moment', 30 * DAY],
    ['ends so soon after that its clock may decide', 30 * DAY + 4 * MINUTE],
  ])("is the CA's own end, in whole seconds, when the CA %s", (_case, left) => {
    const expected = { Type: 'ABSOLUTE', Value: Math.floor((NOW + left) / 1000) };
    expect(acmPcaValidity(NOW, 30, new Date(NOW + left))).toEqual(expected);
  });

  it('is none when the CA has ended', () => {
    expect(() => acmPcaValidity(NOW, 30, new Date(NOW))).toThrow('expired on 2030-01-01T00:00:00.000Z');
  });
});
