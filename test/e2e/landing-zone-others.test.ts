import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKLOAD_BOUNDARY } from '../../src/sandbox/seed/landing-zone.ts';
import { oneLine } from '../support/text.ts';
import { Account, PROVEN, ROLLBACK_ALL, UNATTENDED } from './account.ts';
import { ZONE_FLAGS } from './landing-zone-flags.ts';
import { CLOSED } from './networks.ts';

let zone: Account;
beforeAll(async () => {
  zone = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'landing-zone']);
  zone.set({ interfaceDelayMs: 1 });
});

/** What the other flags of a landing zone are for; landing-zone.test.ts leaves those of names and tags out in turn. */
describe.concurrent('within the rules of an organization', () => {
  it('that lets no function be outside a VPC, init needs --subnet-ids, and says so', async () => {
    const account = zone.copy();
    const rule = { Condition: { Null: { 'lambda:VpcIds': 'true' } } };
    account.deny(['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'], rule);
    const without = await account.run([...UNATTENDED, ...ZONE_FLAGS, '--json']);
    expect(without.exitCode).toBe(1);
    expect(without.json().error).toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      message: expect.stringContaining('lambda:CreateFunction was refused'),
      fix: expect.stringMatching(/what this run did not give: (--encryption-key or )?--subnet-ids/),
    });
    // The role that is there was made for a function in no VPC.
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    const run = await account.run([...PROVEN, ...ZONE_FLAGS, ...CLOSED, '--log-retention', '30']);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(oneLine(run.stderr)).toContain('to AWS Private CA by an endpoint of the VPC');
    const back = await account.run(ROLLBACK_ALL);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(await zone.snapshot());
  });

  it('that keeps functions in other subnets, init does not ask for what was given', async () => {
    const account = zone.copy();
    const others = { 'lambda:SubnetIds': ['subnet-0a11ce0000000001', 'subnet-0a11ce0000000002'] };
    account.deny('lambda:CreateFunction', { Condition: { 'ForAllValues:StringNotEquals': others } });
    const run = await account.run([...UNATTENDED, ...ZONE_FLAGS, ...CLOSED, '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json().error?.fix).not.toContain('--subnet-ids');
  });

  it('a role that another team made is passed when it is called as agreed, and no other', async () => {
    const account = zone.copy();
    const roleOf = async (Path: string): Promise<string> => {
      const arn = `arn:aws:iam::000000000000:role${Path}acme-iot-signer`;
      const args = ['--create-function', 'acme-signer', '--role-arn', arn, ...ZONE_FLAGS.slice(6)];
      const shown = await account.run([...UNATTENDED, '--plan', ...args]);
      const text = shown.stderr.slice(shown.stderr.indexOf('it has to be allowed this much'));
      const PolicyDocument = /^ {4}\{\n.*?^ {4}\}$/ms.exec(text)?.[0];
      await account.elsewhere(async (client) => {
        const iam = new IAMClient(client);
        const Statement = [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ];
        const made = {
          RoleName: 'acme-iot-signer',
          Path,
          AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
          PermissionsBoundary: WORKLOAD_BOUNDARY,
          Tags: [
            { Key: 'CostCenter', Value: '1' },
            { Key: 'Owner', Value: 'me' },
          ],
        };
        await iam.send(new CreateRoleCommand(made));
        await iam.send(new PutRolePolicyCommand({ RoleName: made.RoleName, PolicyName: 'sign', PolicyDocument }));
      });
      return arn;
    };
    const arn = await roleOf('/workloads/');
    const before = await account.snapshot();
    const args = ['--create-function', 'acme-signer', '--role-arn', arn, ...ZONE_FLAGS.slice(6)];
    const run = await account.run([...PROVEN, ...args]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const back = await account.run(ROLLBACK_ALL);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(before);
    const other = await account.run([...UNATTENDED, ...args.with(3, arn.replace('acme-', 'other-')), '--json']);
    expect(other.exitCode).not.toBe(0);
    expect(await account.snapshot()).toEqual(before);
  });
});
