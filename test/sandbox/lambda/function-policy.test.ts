import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { ARN, openLambdaAccount } from './lambda-account.ts';

const { account, lambda } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

describe('the resource-based policy of a function', () => {
  const permission = {
    FunctionName: 'acme-iot-signer',
    StatementId: 'allow-iot',
    Action: 'lambda:InvokeFunction',
    Principal: 'iot.amazonaws.com',
    SourceAccount: '000000000000',
    SourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/acme',
  };
  const policyOf = async (name: string) =>
    JSON.parse((await lambda.send(new GetPolicyCommand({ FunctionName: name }))).Policy!) as unknown;

  it("is 404 before there is any, holds a statement in AWS's form, and is 404 again", async () => {
    const none = await failureOf(policyOf('acme-iot-signer'));
    expect([none.name, none.message]).toEqual([
      'ResourceNotFoundException',
      'The resource you requested does not exist.',
    ]);

    await lambda.send(new AddPermissionCommand(permission));
    expect(await policyOf('acme-iot-signer')).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'allow-iot',
          Effect: 'Allow',
          Principal: { Service: 'iot.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: `${ARN}acme-iot-signer`,
          Condition: {
            StringEquals: { 'AWS:SourceAccount': '000000000000' },
            ArnLike: { 'AWS:SourceArn': permission.SourceArn },
          },
        },
      ],
    });
    const again = await failureOf(lambda.send(new AddPermissionCommand(permission)));
    expect(again.name).toBe('ResourceConflictException');
    expect(again.message).toMatch(/^The statement id \(allow-iot\) provided already exists\./);

    await lambda.send(new RemovePermissionCommand({ FunctionName: 'acme-iot-signer', StatementId: 'allow-iot' }));
    expect((await failureOf(policyOf('acme-iot-signer'))).name).toBe('ResourceNotFoundException');
  });

  it('narrows what it lets by every member that Lambda makes a condition of', async () => {
    const narrowed = {
      ...permission,
      StatementId: 'narrowed',
      PrincipalOrgID: 'o-abc1234567',
      EventSourceToken: 'secret-token',
      FunctionUrlAuthType: 'AWS_IAM' as const,
      InvokedViaFunctionUrl: true,
    };
    const { Statement } = await lambda.send(new AddPermissionCommand(narrowed));
    expect((JSON.parse(Statement!) as { Condition: unknown }).Condition).toEqual({
      StringEquals: {
        'AWS:SourceAccount': '000000000000',
        'aws:PrincipalOrgID': 'o-abc1234567',
        'lambda:EventSourceToken': 'secret-token',
        'lambda:FunctionUrlAuthType': 'AWS_IAM',
      },
      ArnLike: { 'AWS:SourceArn': permission.SourceArn },
      Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
    });
    await lambda.send(new RemovePermissionCommand({ FunctionName: 'acme-iot-signer', StatementId: 'narrowed' }));
  });

  it.each([
    ['StatementId', 'no spaces please'],
    ['Principal', 'not a principal'],
    ['SourceAccount', '12'],
    ['SourceArn', 'acme'],
  ])('refuses a bad %s', async (member, value) => {
    const error = await failureOf(
      lambda.send(new AddPermissionCommand({ ...permission, StatementId: 'x', [member]: value })),
    );

    expect(error.$metadata?.httpStatusCode).toBe(400);
    expect((await failureOf(policyOf('acme-iot-signer'))).name).toBe('ResourceNotFoundException');
  });
});
