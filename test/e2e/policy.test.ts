import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../src/aws/ports/ports.ts';
import { Account } from './account.ts';

const account = await Account.enabled();
const PLACED = ['--account', '111122223333', '--region', 'eu-central-1'] as const;
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-4000-8000-000000000000';

const printed = async (...args: readonly string[]): Promise<PolicyDocument> => {
  const run = await account.run(['policy', ...args]);
  expect(run, run.stderr).toMatchObject({ exitCode: 0, stderr: '' });
  return run.json() as unknown as PolicyDocument;
};

describe('certprov policy', () => {
  it('for the operator says what a task needs and no more, without a look at AWS', async () => {
    const requests = await account.requestsOf(async () => {
      const { Statement } = await printed('operator', ...PLACED, '--for', 'rollback');
      const actions = Statement.flatMap(({ Action }) => Action ?? []);
      expect(actions).toContain('iot:DeleteCertificateProvider');
      expect(actions.filter((action) => /Create|Put|Add|Pass|DeleteFunction/.test(action))).toEqual([]);
      expect(JSON.stringify(Statement)).toContain('arn:aws:iot:eu-central-1:111122223333:certificateprovider/certprov');
    });
    expect(requests).toEqual([]);
  });

  it('for the operator may be narrowed to one CA and one function', async () => {
    const text = JSON.stringify(
      await printed('operator', ...PLACED, '--ca-kind', 'kms', '--kms-key', KEY, '--function', 'mine', '--for', 'init'),
    );
    expect(text).toContain(`"Resource":"${KEY}"`);
    expect(text).toContain('function:mine"');
    expect(text).not.toContain('acm-pca');
  });

  it('for the signer and for AWS IoT is what init has put there', async () => {
    const there = await account.elsewhere(async (client) => {
      const role = { RoleName: 'certprov-signer-us-east-1', PolicyName: 'certprov-issue' };
      const { PolicyDocument: ofRole = '' } = await new IAMClient(client).send(new GetRolePolicyCommand(role));
      const { Policy: ofFunction = '' } = await new LambdaClient(client).send(
        new GetPolicyCommand({ FunctionName: 'certprov-signer' }),
      );
      return {
        signer: JSON.parse(decodeURIComponent(ofRole)) as PolicyDocument,
        invoke: (JSON.parse(ofFunction) as PolicyDocument).Statement[0],
      };
    });
    const ca = there.signer.Statement[0]?.Resource as string;
    expect(await printed('signer', '--sandbox', '--ca', ca)).toEqual(there.signer);
    expect(await printed('invoke', '--sandbox')).toEqual(there.invoke);
  });

  it.each([
    [['signer', ...PLACED], /--ca is missing/],
    [['signer', ...PLACED, '--ca', 'Acme'], /--ca takes an ARN here/],
    [['operator', '--account', '1', '--region', 'eu-central-1'], /--account 1/],
    [['operator', '--account', '111122223333'], /--account needs --region/],
    [['operator', ...PLACED, '--sandbox'], /--account and --sandbox exclude each other/],
    [['operator', ...PLACED, '--for', 'everything'], /everything/],
  ])('refuses %j', async (args, said) => {
    const run = await account.run(['policy', ...args, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error?.message).toMatch(said);
  });
});
