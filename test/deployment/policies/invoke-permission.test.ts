import { describe, expect, it } from 'vitest';
import type { PolicyStatement } from '../../../src/aws/ports/ports.ts';
import { invokePermission, iotAccess } from '../../../src/deployment/policies/invoke-permission.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:signer';
const providerArn = 'arn:aws:iot:eu-west-1:111122223333:certificateprovider/certprov';
const own = invokePermission(place, functionArn, 'certprov');
const access = (...statements: PolicyStatement[]) =>
  iotAccess({ Version: '2012-10-17', Statement: statements }, place, providerArn);

describe('invokePermission', () => {
  it('names the account and the provider (confused deputy)', () => {
    expect(own).toEqual({
      Sid: 'certprov-certprov',
      Effect: 'Allow',
      Principal: { Service: 'iot.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: functionArn,
      Condition: {
        StringEquals: { 'AWS:SourceAccount': '111122223333' },
        ArnLike: { 'AWS:SourceArn': providerArn },
      },
    });
  });

  it('makes a statement id of any provider name', () => {
    expect(invokePermission(place, functionArn, 'a=b,c@d').Sid).toMatch(/^[a-zA-Z0-9-_]{1,100}$/);
    expect(invokePermission(place, functionArn, 'x'.repeat(128)).Sid).toHaveLength(100);
  });
});

describe('iotAccess', () => {
  it('recognises its own statement', () => {
    expect(access(own)).toBe('scoped');
  });

  it.each<[string, Partial<PolicyStatement>, string]>([
    ['no statement for IoT', { Principal: { Service: 'events.amazonaws.com' } }, 'none'],
    ['another action', { Action: 'lambda:GetFunction' }, 'none'],
    ['a wildcard action', { Action: 'lambda:*' }, 'scoped'],
    [
      'another provider',
      { Condition: { ArnLike: { 'AWS:SourceArn': providerArn.replace('certprov', 'other') } } },
      'other-source',
    ],
    ['another account', { Condition: { StringEquals: { 'AWS:SourceAccount': '999999999999' } } }, 'other-source'],
    ['the account only', { Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }, 'partly-scoped'],
    [
      'a wildcard ARN only',
      { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:iot:*:111122223333:certificateprovider/*' } } },
      'partly-scoped',
    ],
    [
      'a condition that certprov does not understand',
      { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      'other-source',
    ],
    ['everybody', { Principal: '*', Condition: {} }, 'unconditional'],
  ])('judges %s', (_case, change, expected) => {
    expect(access({ ...own, ...change })).toBe(expected);
  });

  it('judges a statement without conditions as open to anybody', () => {
    const { Condition: _condition, ...open } = own;
    expect(access(open)).toBe('unconditional');
  });

  it('takes the best of several statements, but a Deny beats them all', () => {
    const other = { ...own, Condition: { StringEquals: { 'AWS:SourceAccount': '999999999999' } } };
    expect(access(other, own)).toBe('scoped');
    expect(access(own, { ...own, Effect: 'Deny' })).toBe('denied');
  });

  it('knows that no policy is no access', () => {
    expect(iotAccess(undefined, place, providerArn)).toBe('none');
  });
});
