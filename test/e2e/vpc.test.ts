import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { codesOf, oneLine } from '../support/text.ts';
import { Account, mutating, UNATTENDED } from './account.ts';
import { CLOSED, DEFAULT, NAT, vpcCodes } from './networks.ts';

let account: Account;
let on: Account;
beforeAll(async () => {
  account = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'vpc']);
  on = await account.after([...UNATTENDED, ...NAT]);
});

describe.concurrent('init with --subnet-ids', () => {
  it('attaches the function that asks AWS Private CA, waits until Lambda sees the rights of its role, and signs', async () => {
    const attached = await on.elsewhere((client) =>
      new LambdaClient(client).send(new GetFunctionConfigurationCommand({ FunctionName: 'certprov-signer' })),
    );
    expect(attached.VpcConfig).toMatchObject({
      SubnetIds: ['subnet-0a11ce0000000001', 'subnet-0a11ce0000000002'],
      SecurityGroupIds: ['sg-0a11ce0000000001'],
    });
    const status = await on.copy().run(['status', '--sandbox', '--json']);
    expect(status.json()).toMatchObject({ signer: 'unproven' });
  });

  it('shows where the function will be, and says nothing of a network with a way out', async () => {
    for (const flags of [NAT, CLOSED]) {
      const plan = await account.copy().run([...UNATTENDED, ...flags, '--plan', '--json']);
      expect(plan.exitCode, plan.stderr).toBe(0);
      expect(vpcCodes(plan.json())).toEqual([]);
      expect(JSON.stringify(plan.json())).toContain(`in ${flags[1]!.replace(',', ', ')}`);
    }
  });

  it('says that an internet gateway is no way out', async () => {
    const plan = await account.copy().run([...UNATTENDED, ...DEFAULT, '--plan', '--json']);
    expect(vpcCodes(plan.json())).toEqual(['VPC_NO_WAY_OUT']);
  });

  it.each([
    [
      'is not there',
      ['--subnet-ids', 'subnet-0badbadbadbadbad0', '--security-group-ids', 'sg-0a11ce0000000001'],
      'VPC_MISSING',
    ],
    ['is of another VPC', [...NAT.slice(0, 3), 'sg-0c105ed000000001'], 'VPC_DIFFERS'],
  ])('stops before anything is made where one %s', async (_what, flags, code) => {
    const own = account.copy();
    const requests = await own.requestsOf(async () => {
      const run = await own.run([...UNATTENDED, ...flags, '--json']);
      expect(run.exitCode).toBe(3);
      expect(JSON.stringify(run.json())).toContain(code);
    });
    expect(mutating(requests)).toEqual([]);
  });

  it.each([
    [['--subnet-ids', 'subnet-0a11ce0000000001'], /go together/],
    [[...NAT, '--function', 'acme-iot-signer'], /--subnet-ids is for a function that is created/],
  ])('is an error where it does not apply: %s', async (flags, said) => {
    const run = await account.copy().run([...UNATTENDED, ...flags]);
    expect(run.exitCode).toBe(2);
    expect(oneLine(run.stderr)).toMatch(said);
  });

  it('again with other subnets says what is there, and changes nothing', async () => {
    const run = await on.copy().run([...UNATTENDED, ...CLOSED, '--json']);
    expect(run.exitCode).toBe(3);
    expect(JSON.stringify(run.json())).toContain('a function in subnet-0a11ce0000000001, subnet-0a11ce0000000002');
  });

  it('goes on where the network cannot be read, says so, and asks for the rights that Lambda will want', async () => {
    const own = account.copy();
    own.deny('ec2:*');
    const plan = await own.run([...UNATTENDED, ...NAT, '--plan', '--json']);
    expect(codesOf(plan.json())).toEqual(expect.arrayContaining(['VPC_NEEDS_ROUTE', 'VPC_UNREAD', 'RIGHTS_MISSING']));
    const run = await own.run([...UNATTENDED, ...NAT, '--json']);
    expect(run.exitCode).toBe(3);
    expect(oneLine(run.stderr)).toContain('ec2:DescribeVpcs');
  });
});

const BACK = ['rollback', '--sandbox', '--all', '--wait', '0', '--yes'];
const UNDONE = 4;

/** Functions of others too: what Lambda made in the subnets of these tests. */
const interfacesOf = async (own: Account): Promise<string[]> =>
  Object.keys(
    ((await own.snapshot()) as { readonly regions: Record<string, { readonly networkInterfaces: object }> }).regions[
      'us-east-1'
    ]!.networkInterfaces,
  );

const SLOW = { interfaceDelayMs: 3_600_000 };

describe.concurrent('rollback --all of a function in a VPC', () => {
  it('waits until its network interfaces are gone before the role goes, and leaves nothing behind', async () => {
    const own = on.copy();
    own.set({ interfaceDelayMs: 700 });
    expect(await interfacesOf(own)).toHaveLength(2);
    const before = own.requests().length;
    const run = await own.run(BACK);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const operations = own
      .requests()
      .slice(before)
      .map(({ operation }) => operation);
    const asked = operations.filter((operation) => operation === 'DescribeNetworkInterfaces');
    expect(asked.length).toBeGreaterThan(1);
    expect(operations.indexOf('DeleteFunction')).toBeLessThan(operations.indexOf('DescribeNetworkInterfaces'));
    expect(operations.lastIndexOf('DescribeNetworkInterfaces')).toBeLessThan(operations.indexOf('DeleteRolePolicy'));
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('that is killed while it waits keeps the role, and goes on when it is run again', async () => {
    const own = on.copy();
    own.set(SLOW);
    const since = own.requests().length;
    const started = own.start(BACK);
    await own.until('DescribeNetworkInterfaces', since);
    started.kill('SIGKILL');
    await started.done;
    expect(mutating(own.requests().slice(since))).toContain('DeleteFunction');
    expect(mutating(own.requests().slice(since))).not.toContain('DeleteRolePolicy');
    own.set({ interfaceDelayMs: 1 });
    const again = await own.run(BACK);
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('stops at a signal while it waits, with the role in place', async () => {
    const own = on.copy();
    own.set(SLOW);
    const since = own.requests().length;
    const started = own.start(BACK);
    await own.until('DescribeNetworkInterfaces', since);
    started.kill('SIGINT');
    expect((await started.done).exitCode).toBe(130);
    expect(mutating(own.requests().slice(since))).not.toContain('DeleteRolePolicy');
  });

  it('waits no longer than its bound, keeps role and policy, says why, and removes them another time', async () => {
    const own = on.copy();
    own.set(SLOW);
    const run = await own.run([...BACK, '--json']);
    expect(run.exitCode).toBe(UNDONE);
    const { error } = run.json();
    expect(error?.code).toBe('UNDO_INCOMPLETE');
    expect(error?.fix).toMatch(/^later: `npx certprov rollback --sandbox --all`, which goes on from here$/);
    expect(oneLine(run.stderr)).toMatch(/kept, Lambda needs it to delete eni-[0-9a-f]{17}, eni-/);
    own.set({ interfaceDelayMs: 1 });
    expect((await own.run(BACK)).exitCode).toBe(0);
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('keeps the role where it may not look, and says which right is missing', async () => {
    const own = on.copy();
    own.deny('ec2:DescribeNetworkInterfaces');
    const run = await own.run(BACK);
    expect(run.exitCode).toBe(UNDONE);
    expect(oneLine(run.stderr)).toContain('ec2:DescribeNetworkInterfaces was refused');
    own.limit(undefined);
    expect((await own.run(BACK)).exitCode).toBe(0);
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('finds all of it without a journal', async () => {
    const own = on.withoutJournal();
    expect((await own.run(BACK)).exitCode).toBe(0);
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('waits as well without a journal, when the function is gone already and only the tags of its role tell', async () => {
    const own = on.copy();
    own.set(SLOW);
    expect((await own.run(BACK)).exitCode).toBe(UNDONE);
    const other = own.withoutJournal();
    const since = other.requests().length;
    const run = await other.run(BACK);
    expect(run.exitCode, run.stderr).toBe(UNDONE);
    expect(oneLine(run.stderr)).toMatch(/kept, Lambda needs it to delete eni-[0-9a-f]{17}, eni-/);
    expect(mutating(other.requests().slice(since))).toEqual([]);
    other.set({ interfaceDelayMs: 1 });
    expect((await other.run(BACK)).exitCode).toBe(0);
    expect(await other.snapshot()).toEqual(await account.snapshot());
  });

  it('believes no single answer that nothing is there any more', async () => {
    const own = on.copy();
    own.set(SLOW);
    await own.fault({ operation: 'DescribeNetworkInterfaces', kind: 'stale-empty' });
    const run = await own.run(BACK);
    expect(run.exitCode, run.stderr).toBe(UNDONE);
    expect(own.areFaultsMet()).toBe(true);
    expect(await interfacesOf(own)).toHaveLength(2);
    own.set({ interfaceDelayMs: 1 });
    expect((await own.run(BACK)).exitCode).toBe(0);
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('has the function be made again in the same subnets alone, while the role of the first is there', async () => {
    const own = on.copy();
    own.set(SLOW);
    expect((await own.run(BACK)).exitCode).toBe(UNDONE);
    const elsewhere = await own.withoutJournal().run([...UNATTENDED, ...CLOSED, '--json']);
    expect(elsewhere.exitCode).toBe(3);
    expect(JSON.stringify(elsewhere.json())).toContain('a role for a function in subnet-0a11ce0000000001, subnet-');
  });

  it('does not wait for interfaces that a function of others uses as well', async () => {
    const own = on.copy();
    own.set(SLOW);
    await own.elsewhere(async (client) => {
      const RoleName = 'acme-iot-signer-role';
      const Statement = [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await new IAMClient(client).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'network', PolicyDocument }));
      await new LambdaClient(client).send(
        new CreateFunctionCommand({
          FunctionName: 'theirs',
          Role: `arn:aws:iam::000000000000:role/${RoleName}`,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile: zipSync({ 'index.mjs': strToU8('export const handler = async () => 1;') }) },
          VpcConfig: { SubnetIds: NAT[1]!.split(','), SecurityGroupIds: [NAT[3]!] },
        }),
      );
    });
    const run = await own.run(BACK);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(await interfacesOf(own)).toHaveLength(2);
  });
});

describe.concurrent('the policy of an operator', () => {
  const policyOf = async (own: Account, ...more: string[]): Promise<object> =>
    JSON.parse((await own.run(['policy', 'operator', '--sandbox', ...more])).stdout) as object;

  it('with --in-vpc is enough for init and rollback --all in a VPC', async () => {
    const own = account.copy();
    own.limit(await policyOf(own, '--in-vpc'));
    const run = await own.run([...UNATTENDED, ...NAT, '--json']);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const back = await own.run(BACK);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await own.snapshot()).toEqual(await account.snapshot());
  });

  it('without it has nothing of EC2, and the preflight says what is missing before anything is made', async () => {
    const own = account.copy();
    const policy = await policyOf(own);
    expect(JSON.stringify(policy)).not.toContain('ec2:');
    own.limit(policy);
    const since = own.requests().length;
    const run = await own.run([...UNATTENDED, ...NAT, '--json']);
    expect(run.exitCode).toBe(3);
    const said = JSON.stringify(run.json());
    expect(said).toContain('RIGHTS_MISSING');
    expect(said).toContain('ec2:DescribeVpcs');
    expect(`${said}${oneLine(run.stderr)}`).toContain('--in-vpc');
    expect(mutating(own.requests().slice(since))).toEqual([]);
  });
});
