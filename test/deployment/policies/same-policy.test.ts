import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../../src/aws/ports/ports.ts';
import { isSamePolicy } from '../../../src/deployment/policies/same-policy.ts';
import { signerTrustPolicy } from '../../../src/deployment/policies/signer-role.ts';

const policy = (...statements: readonly object[]): PolicyDocument =>
  JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements })) as PolicyDocument;

const issue = { Sid: 'issue', Effect: 'Allow', Action: ['a:Issue', 'a:Get'], Resource: 'arn:ca' };
const log = { Effect: 'Allow', Action: 'logs:Put', Resource: ['arn:log'], Condition: { Bool: { 'aws:x': 'true' } } };

describe('isSamePolicy', () => {
  it.each([
    ['to the letter', policy(issue, log)],
    ['with its statements in another order', policy(log, issue)],
    ['with its actions in another order', policy({ ...issue, Action: ['a:Get', 'a:Issue'] }, log)],
    ['with its members in another order', policy(Object.fromEntries(Object.entries(issue).toReversed()), log)],
    [
      'with a value of its own in a list, and one of a list alone',
      policy({ ...issue, Resource: ['arn:ca'] }, { ...log, Resource: 'arn:log' }),
    ],
  ])('is the same %s', (_how, other) => {
    expect(isSamePolicy(other, policy(issue, log))).toBe(true);
  });

  it.each([
    ['without a statement', policy(issue)],
    ['with one more', policy(issue, log, { ...log, Resource: '*' })],
    ['with another action', policy({ ...issue, Action: ['a:Issue'] }, log)],
    ['with another resource', policy({ ...issue, Resource: '*' }, log)],
    ['with another effect', policy({ ...issue, Effect: 'Deny' }, log)],
    ['without its condition', policy(issue, { ...log, Condition: undefined })],
    ['with another value in its condition', policy(issue, { ...log, Condition: { Bool: { 'aws:x': 'false' } } })],
  ])('is another %s', (_how, other) => {
    expect(isSamePolicy(other, policy(issue, log))).toBe(false);
  });

  it('is another than none', () => {
    expect(isSamePolicy(undefined, signerTrustPolicy)).toBe(false);
    expect(isSamePolicy(signerTrustPolicy, signerTrustPolicy)).toBe(true);
  });
});
