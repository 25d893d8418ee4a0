import { describe, expect, it } from 'vitest';
import { assertFunctionReference } from '../../src/deployment/assert-function-reference.ts';

const place = { partition: 'aws', account: '111122223333', region: 'us-gov-west-1' };

const refusalOf = (reference: string): unknown => {
  try {
    assertFunctionReference(reference, place);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('assertFunctionReference', () => {
  it.each([
    'signer',
    '1',
    'a.b_c-d',
    'function:signer',
    '111122223333:function:signer',
    '111122223333:signer',
    'us-gov-west-1:111122223333:function:signer',
    'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:signer',
  ])('takes %s', (reference) => {
    expect(refusalOf(reference)).toBeUndefined();
  });

  it.each([
    ['signer:1', '1'],
    ['signer:$LATEST', '$LATEST'],
    ['function:signer:live', 'live'],
    ['111122223333:function:signer:live', 'live'],
    ['arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:signer:42', '42'],
    // The qualifier is wrong wherever the function is.
    ['arn:aws:lambda:eu-west-1:111122223333:function:signer:$LATEST', '$LATEST'],
  ])('refuses a version or an alias: %s', (reference, qualifier) => {
    expect(refusalOf(reference)).toMatchObject({
      code: 'USAGE_INVALID',
      exitCode: 2,
      message: expect.stringContaining(`names ${qualifier},`),
      fix: 'name the function without a version or alias',
    });
  });

  it('offers --region for a function of this account in another Region', () => {
    const fix = 'name a function of 111122223333 in us-gov-west-1, or pass --region eu-west-1';
    for (const reference of [
      'arn:aws:lambda:eu-west-1:111122223333:function:signer',
      'eu-west-1:111122223333:function:signer',
    ]) {
      expect(refusalOf(reference)).toMatchObject({ code: 'USAGE_INVALID', exitCode: 2, fix });
    }
  });

  it.each(['arn:aws-us-gov:lambda:us-gov-west-1:999999999999:function:signer', '999999999999:function:signer'])(
    'speaks of the account only, when only that differs: %s',
    (reference) => {
      expect(refusalOf(reference)).toMatchObject({
        code: 'USAGE_INVALID',
        message: expect.stringContaining('is in account 999999999999,'),
        fix: 'name a function of 111122223333 in us-gov-west-1; or use the credentials of 999999999999',
      });
    },
  );

  it('says both when both differ', () => {
    expect(refusalOf('arn:aws:lambda:eu-west-1:999999999999:function:signer')).toMatchObject({
      fix: 'name a function of 111122223333 in us-gov-west-1; or use the credentials of 999999999999; or pass --region eu-west-1',
    });
  });

  it.each([
    '',
    'not a name',
    'arn:aws:s3:::bucket',
    'arn:aws:lambda:us-gov-west-1:111122223333:layer:x:1',
    'a'.repeat(171),
    'signer\u001B[31m',
  ])('refuses what names no function: %j', (reference) => {
    expect(refusalOf(reference)).toMatchObject({ code: 'USAGE_INVALID', exitCode: 2 });
  });
});
