import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
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
