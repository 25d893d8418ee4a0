import { describe, expect, it } from 'vitest';
import { isDate, isProofState, isSwitchProof } from '../../src/deployment/switch-proof.ts';

const PROVIDER = { name: 'p', lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' };
const LEAST = { at: '2026-11-30T14:55:00.000Z', proof: 'proven', provider: PROVIDER, by: 'arn:aws:iam::0:user/o' };

describe('a proof in a journal', () => {
  it.each([
    ['the least', LEAST],
    ['one with everything', { ...LEAST, serialNumber: '4A', issuer: 'CN=x', reason: 'refused', message: 'no' }],
    ['one of a switch whose date is known', { ...LEAST, provider: { ...PROVIDER, creationDate: LEAST.at } }],
    ['one that another version has added to', { ...LEAST, more: 1 }],
  ])('is %s', (_what, value) => expect(isSwitchProof(value)).toBe(true));

  it.each<readonly [string, unknown]>([
    ['nothing', null],
    ['nothing at all', undefined],
    ['a text', 'proven'],
    ['a function', Object.assign(() => undefined, LEAST)],
    ['an unknown state', { ...LEAST, proof: 'sure' }],
    ['no state', { ...LEAST, proof: undefined }],
    ['no date', { ...LEAST, at: undefined }],
    ['a date that is none', { ...LEAST, at: 'yesterday' }],
    ['nobody who ran it', { ...LEAST, by: undefined }],
    ['no provider', { ...LEAST, provider: undefined }],
    ['a provider of null', { ...LEAST, provider: null }],
    ['a provider that is a text', { ...LEAST, provider: 'p' }],
    ['a provider without a name', { ...LEAST, provider: { ...PROVIDER, name: undefined } }],
    ['a provider without a function', { ...LEAST, provider: { ...PROVIDER, lambdaFunctionArn: 7 } }],
    ['a date of the switch that is no text', { ...LEAST, provider: { ...PROVIDER, creationDate: 7 } }],
    ...['serialNumber', 'issuer', 'reason', 'message'].map(
      (name) => [`a number as ${name}`, { ...LEAST, [name]: 7 }] as const,
    ),
  ])('is not %s', (_what, value) => expect(isSwitchProof(value)).toBe(false));

  it('has one of three states', () => {
    expect(['unproven', 'proven', 'refused', 'applied', ''].filter(isProofState)).toEqual([
      'unproven',
      'proven',
      'refused',
    ]);
  });

  it('has a date that can be read', () => {
    expect([LEAST.at, '2026-11-30', '', 'x', 7, new Date(0)].map(isDate)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
