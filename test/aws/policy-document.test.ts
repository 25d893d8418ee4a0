import { describe, expect, it } from 'vitest';
import { parsePolicyDocument } from '../../src/aws/policy-document.ts';
import { iotAccess } from '../../src/deployment/policies/invoke-permission.ts';

const ACTION = 'lambda:GetPolicy';
const PROVIDER = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';
const PLACE = { account: '000000000000', region: 'us-east-1', partition: 'aws' };
const STATEMENT = {
  Sid: 's',
  Effect: 'Allow',
  Principal: { Service: 'iot.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: '*',
};

const read = (statement: unknown) =>
  parsePolicyDocument(JSON.stringify({ Version: '2012-10-17', Statement: statement }), ACTION);

describe('a policy in an answer', () => {
  it.each([
    ['a statement that is a number', [7]],
    ['a statement that is nothing', [null]],
    ['an effect that is a number', [{ ...STATEMENT, Effect: 7 }]],
    ['an effect in other letters', [{ ...STATEMENT, Effect: 'allow' }]],
    ['a Sid that is an object', [{ ...STATEMENT, Sid: {} }]],
    ['an action that is a number', [{ ...STATEMENT, Action: 7 }]],
    ['an action in a list of lists', [{ ...STATEMENT, Action: [['lambda:InvokeFunction']] }]],
    ['a resource that is an object', [{ ...STATEMENT, Resource: {} }]],
    ['a condition that is a text', [{ ...STATEMENT, Condition: 'x' }]],
    ['an operator that is a text', [{ ...STATEMENT, Condition: { StringEquals: 'x' } }]],
    ['a value that is an object', [{ ...STATEMENT, Condition: { StringEquals: { 'aws:SourceArn': {} } } }]],
  ])('with %s is an error about it', (_name, statement) => {
    expect(() => read(statement)).toThrow(
      expect.objectContaining({ code: 'AWS_NOT_AWS', message: expect.stringContaining(ACTION) }),
    );
  });

  it.each([
    ['true', true],
    ['a number', 7],
    ['both in a list', [true, 7, 'x']],
  ])('takes %s in a condition for the text that it is in IAM', (_name, value) => {
    const policy = read([{ ...STATEMENT, Condition: { Bool: { 'aws:SecureTransport': value } } }]);
    expect([Object.values(policy.Statement[0]!.Condition!)[0]!['aws:SecureTransport']].flat()).toEqual(
      [value].flat().map(String),
    );
    expect(iotAccess(policy, PLACE, PROVIDER)).toBe('other-source');
  });

  it.each([7, 'text', [null], true])('may name any principal: %j', (principal) => {
    expect(iotAccess(read([{ ...STATEMENT, Principal: principal }]), PLACE, PROVIDER)).toBe('none');
  });

  it('may have one statement without a list', () => {
    expect(read(STATEMENT).Statement).toEqual([STATEMENT]);
  });
});
