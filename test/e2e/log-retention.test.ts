import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKLOAD_KEY } from '../../src/sandbox/seed/landing-zone.ts';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import { regionOf } from '../../src/sandbox/state/region-of.ts';
import { Account, mutating, operationsOf, PROVEN, UNATTENDED } from './account.ts';
import { ZONE_FLAGS } from './landing-zone-flags.ts';

const GROUP = '/aws/lambda/certprov-signer';
const KEPT = ['--log-retention', '30'];
const ROLLBACK_ALL = ['rollback', '--sandbox', '--all', '--wait', '0', '--yes'];

let seeded: Account;
let on: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  on = await seeded.after([...PROVEN, ...KEPT]);
});

const groupIn = (account: Account, logGroupNamePrefix = GROUP) =>
  account.elsewhere(async (client) => {
    const logs = new CloudWatchLogsClient(client);
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
    const [group] = logGroups;
    if (!group) return undefined;
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn: group.logGroupArn! }));
    return { ...group, tags };
  });

const makeGroup = (account: Account, retentionInDays?: number): Promise<void> =>
  account.elsewhere(async (client) => {
    const logs = new CloudWatchLogsClient(client);
    await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    if (retentionInDays !== undefined)
      await logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays }));
  });

describe.concurrent('init --log-retention', () => {
  it('makes the log group before the function, and rollback --all removes it, also where no journal is left', async () => {
    expect(await groupIn(on)).toMatchObject({
      logGroupName: GROUP,
      retentionInDays: 30,
      tags: { 'certprov:made-by': 'certprov' },
    });
    const made = operationsOf(on.requests());
    expect(made.indexOf('CreateLogGroup')).toBeLessThan(made.indexOf('CreateFunction'));
    expect(made).toContain('PutRetentionPolicy');
    for (const account of [on.copy(), on.withoutJournal()]) {
      const back = await account.run(ROLLBACK_ALL);
      expect(back, back.stderr).toMatchObject({ exitCode: 0 });
      expect(back.stderr.replaceAll(/\s+/g, ' ')).toContain('all that was logged goes with the log group');
      expect(await account.snapshot()).toEqual(await seeded.snapshot());
    }
  });

  it('is found by a tag of the role where neither journal nor function is left', async () => {
    const account = on.withoutJournal();
    await account.elsewhere((client) =>
      new LambdaClient(client).send(new DeleteFunctionCommand({ FunctionName: 'certprov-signer' })),
    );
    const back = await account.run(ROLLBACK_ALL);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('is gone before the role, whose tags tell of it', async () => {
    const account = on.copy();
    const undone = mutating(await account.requestsOf(() => account.run(ROLLBACK_ALL)));
    expect(undone.filter((one) => one.startsWith('Delete'))).toEqual([
      'DeleteCertificateProvider',
      'DeleteFunction',
      'DeleteLogGroup',
      'DeleteRolePolicy',
      'DeleteRole',
    ]);
  });

  it.each([
    ['DescribeLogGroups', 'stale-empty', 0],
    ['GetRole', 'stale-not-found', 1],
    ['DeleteRole', 'stale-not-found', 0],
  ] as const)('is not believed gone, nor is the role, upon one answer of %s', async (operation, kind, skip) => {
    const account = on.copy();
    await account.fault({ operation, kind, skip });
    const back = await account.run(ROLLBACK_ALL);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(account.areFaultsMet()).toBe(true);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('stays with a function that stays, whose role may not make another one', async () => {
    const account = on.copy();
    await account.fault({ operation: 'DeleteFunction', kind: 'access-denied', times: 'always' });
    const back = await account.run(ROLLBACK_ALL);
    expect(back.exitCode).toBe(4);
    expect(await groupIn(account)).toMatchObject({ logGroupName: GROUP });
    account.mend();
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('leaves the role without the right to make one, as the printed policy does', async () => {
    const printed = (args: readonly string[]) => on.copy().run(['policy', 'signer', '--sandbox', ...args]);
    const ca = /arn:aws:acm-pca:[\w:/-]+/.exec(JSON.stringify(await on.snapshot()))![0];
    expect((await printed(['--ca', ca])).stdout).toContain('logs:CreateLogGroup');
    const policy = (await printed(['--ca', ca, ...KEPT])).stdout;
    expect(policy).toContain('logs:PutLogEvents');
    expect(policy).not.toContain('logs:CreateLogGroup');
    const role = JSON.stringify(await on.snapshot());
    expect(role).toContain('logs:PutLogEvents');
    expect(role).not.toMatch(/logs:CreateLogGroup[^}]*certprov-signer/);
  });

  it('finds it again with the same days, and says what differs with others', async () => {
    const account = on.copy();
    const requests = await account.requestsOf(() => account.run([...PROVEN, ...KEPT]));
    expect(mutating(requests)).toEqual([]);
    const other = await account.run([...UNATTENDED, '--log-retention', '7', '--json']);
    expect(other.exitCode).toBe(3);
    expect(other.json().error?.message).toContain('a log group that expires after 30 days');
  });

  it('goes on where it was cut off between the two calls', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'PutRetentionPolicy', kind: 'access-denied' });
    expect((await account.run([...UNATTENDED, ...KEPT])).exitCode).toBe(1);
    expect((await groupIn(account))?.retentionInDays).toBeUndefined();
    const again = await account.run([...UNATTENDED, ...KEPT]);
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(await groupIn(account)).toMatchObject({ retentionInDays: 30 });
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('leaves a group of others as it is, says so, and rolls none of it back', async () => {
    const account = seeded.copy();
    await makeGroup(account, 7);
    const before = await account.snapshot();
    const run = await account.run([...UNATTENDED, ...KEPT, '--json']);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.json()['findings']).toContainEqual(
      expect.objectContaining({ code: 'LOG_GROUP_KEPT', summary: expect.stringContaining('expires after 7 days') }),
    );
    expect(await groupIn(account)).toMatchObject({ retentionInDays: 7 });
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(before);
  });

  it.each([
    ['2', /CloudWatch Logs takes 1, 3, 5/],
    ['x', /CloudWatch Logs takes 1, 3, 5/],
  ])('takes what CloudWatch Logs takes: not %s', async (days, said) => {
    const run = await seeded.copy().run([...UNATTENDED, '--log-retention', days]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toMatch(said);
  });

  it('is for a function that is created', async () => {
    const run = await seeded.copy().run([...UNATTENDED, ...KEPT, '--function', 'acme-iot-signer']);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--log-retention is for a function') });
  });

  it('needs no more than the printed policy', async () => {
    const account = seeded.copy();
    const tasks = ['--for', 'init', 'rollback-all', 'canary'];
    const printed = await account.run(['policy', 'operator', '--sandbox', ...tasks, ...KEPT]);
    expect(printed.stdout).toContain('logs:PutRetentionPolicy');
    expect((await account.run(['policy', 'operator', '--sandbox', ...tasks])).stdout).not.toContain('logs:');
    account.limit(printed.json());
    const run = await account.run([...PROVEN, ...KEPT]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.stderr).not.toContain('RIGHTS_');
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    account.limit(undefined);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});

describe.concurrent('status', () => {
  const statusOf = async (account: Account) => {
    const run = await account.run(['status', '--sandbox', '--json']);
    const { findings } = run.json() as unknown as { readonly findings: readonly { readonly code: string }[] };
    const text = (await account.run(['status', '--sandbox'])).stdout.replaceAll(/\s+/g, ' ');
    return { run, text, findings, codes: findings.map(({ code }) => code) };
  };
  const withLogs = (account: Account, act: (logs: CloudWatchLogsClient) => Promise<unknown>): Promise<void> =>
    account.elsewhere(async (client) => void (await act(new CloudWatchLogsClient(client))));

  it('has a line on the log group that certprov made, and asks for none that it did not make', async () => {
    const { run, text, findings } = await statusOf(on.copy());
    expect(findings).toEqual([]);
    expect(text).toContain(`✓ log group ${GROUP} · 30 days`);
    expect(run.json()).toMatchObject({
      provider: { function: { logGroup: { name: GROUP, retentionDays: 30, kmsKeyArn: null } } },
    });
    const without = await seeded.after(PROVEN);
    const since = without.requests().length;
    const plain = await statusOf(without);
    expect(plain.text).not.toContain('log group');
    expect(operationsOf(without.requests().slice(since))).not.toContain('DescribeLogGroups');
  });

  it('says that the group is gone, and how to make it again', async () => {
    const account = on.copy();
    await withLogs(account, (logs) => logs.send(new DeleteLogGroupCommand({ logGroupName: GROUP })));
    const { findings, text } = await statusOf(account);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'LOG_GROUP_GONE',
        fix: expect.stringContaining(`put-retention-policy --log-group-name ${GROUP} --retention-in-days 30`),
      }),
    ]);
    expect(text).not.toContain('✓ log group');
  });

  it('believes no single answer that the group is gone', async () => {
    const account = on.copy();
    await account.fault({ operation: 'DescribeLogGroups', kind: 'stale-empty' });
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(account.areFaultsMet()).toBe(true);
    expect(run.json()['findings']).toEqual([]);
  });

  it('says that it is kept for other days than it was made for', async () => {
    const account = on.copy();
    await withLogs(account, (logs) => logs.send(new DeleteRetentionPolicyCommand({ logGroupName: GROUP })));
    expect((await statusOf(account)).findings).toEqual([
      expect.objectContaining({
        code: 'LANDING_ZONE_CHANGED',
        summary: expect.stringContaining('a log group that never expires'),
      }),
    ]);
  });

  it('is smaller where it may not look, and whoever looks needs no more than the printed policy', async () => {
    const account = on.copy();
    const policyOf = (...more: string[]) => account.run(['policy', 'operator', '--sandbox', '--for', 'look', ...more]);
    account.limit((await policyOf()).json());
    expect((await statusOf(account)).findings).toEqual([
      expect.objectContaining({
        code: 'STATUS_INCOMPLETE',
        summary: expect.stringMatching(/the log group of the function could not be read: .*logs:DescribeLogGroups/),
      }),
    ]);
    account.limit(undefined);
    const policy = (await policyOf(...KEPT)).json();
    account.limit(policy);
    expect((await statusOf(account)).findings).toEqual([]);
  });
});

describe.concurrent('with --encryption-key', () => {
  let zone: Account;
  beforeAll(async () => {
    zone = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'landing-zone']);
    zone.set({});
  });

  it('is under that key, within the rules of a landing zone, from the plan to the way back', async () => {
    const account = zone.copy();
    const run = await account.run([...PROVEN, ...ZONE_FLAGS, ...KEPT, '--encryption-key', WORKLOAD_KEY]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(await groupIn(account, '/aws/lambda/acme-certprov-signer')).toMatchObject({
      retentionInDays: 30,
      kmsKeyId: WORKLOAD_KEY,
      tags: { CostCenter: '1', Owner: 'me' },
    });
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await zone.snapshot());
  });

  it('says what the policy of the key has to allow, where CloudWatch Logs may not use it', async () => {
    const account = zone.copy();
    // What CreateKey gives a key whose maker says nothing.
    await openStore(join(account.home, 'sandbox')).change((state) => {
      const key = regionOf(state, 'us-east-1').kms.keys[WORKLOAD_KEY.slice(WORKLOAD_KEY.lastIndexOf('/') + 1)]!;
      const { Statement, ...rest } = JSON.parse(key.policy) as { Statement: { Principal: object }[] };
      key.policy = JSON.stringify({ ...rest, Statement: Statement.filter(({ Principal }) => 'AWS' in Principal) });
    });
    const before = await account.snapshot();
    const run = await account.run([...UNATTENDED, ...ZONE_FLAGS, ...KEPT, '--encryption-key', WORKLOAD_KEY, '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json().error).toMatchObject({
      message: expect.stringContaining('CloudWatch Logs may not use the KMS key'),
      fix: expect.stringContaining('allow the service logs.<region>.amazonaws.com kms:Encrypt*'),
    });
    expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(before);
  });
});
