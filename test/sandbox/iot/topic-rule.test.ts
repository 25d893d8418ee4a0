import {
  CreateTopicRuleCommand,
  DeleteTopicRuleCommand,
  DisableTopicRuleCommand,
  EnableTopicRuleCommand,
  GetTopicRuleCommand,
  IoTClient,
  ListTagsForResourceCommand,
  ListTopicRulesCommand,
  ReplaceTopicRuleCommand,
  type TopicRulePayload,
} from '@aws-sdk/client-iot';
import { afterAll, describe, expect, it } from 'vitest';
import { roleSession } from '../role-session.ts';
import { openIotAccount } from './iot-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

const { account, iot, close } = await openIotAccount({ settings: { roleDelayMs: 0 } });
afterAll(close);

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:nightly-report';
const SQL = `SELECT * FROM 'fleet/+/alarms'`;
const arnOf = (ruleName: string): string => `arn:aws:iot:us-east-1:000000000000:rule/${ruleName}`;

const create = (ruleName: string, payload: Partial<TopicRulePayload> = {}, tags?: string) =>
  iot.send(
    new CreateTopicRuleCommand({
      ruleName,
      topicRulePayload: { sql: SQL, actions: [{ lambda: { functionArn } }], ...payload },
      ...(tags && { tags }),
    }),
  );

describe('a topic rule', () => {
  it('is read as it was made, and with its tags', async () => {
    await create('first', { description: 'alarms', awsIotSqlVersion: '2016-03-23' }, 'team=fleet&stage=test');
    expect(await iot.send(new GetTopicRuleCommand({ ruleName: 'first' }))).toMatchObject({
      ruleArn: arnOf('first'),
      rule: {
        ruleName: 'first',
        sql: SQL,
        description: 'alarms',
        createdAt: expect.any(Date),
        actions: [{ lambda: { functionArn } }],
        ruleDisabled: false,
        awsIotSqlVersion: '2016-03-23',
      },
    });
    const { tags } = await iot.send(new ListTagsForResourceCommand({ resourceArn: arnOf('first') }));
    expect(tags).toEqual([
      { Key: 'team', Value: 'fleet' },
      { Key: 'stage', Value: 'test' },
    ]);
  });

  it('has a name of its own', async () => {
    await create('twice');
    const failure = await failureOf(create('twice'));
    expect(failure).toMatchObject({ name: 'ResourceAlreadyExistsException', resourceArn: arnOf('twice') });
    expect(failure.$metadata?.httpStatusCode).toBe(409);
    expect(await failureOf(create('with-dash'))).toMatchObject({ name: 'InvalidRequestException' });
  });

  it('is replaced as a whole, and switched off and on', async () => {
    await create('changing', { description: 'old', awsIotSqlVersion: '2016-03-23' });
    const read = async () => (await iot.send(new GetTopicRuleCommand({ ruleName: 'changing' }))).rule;
    await iot.send(
      new ReplaceTopicRuleCommand({
        ruleName: 'changing',
        topicRulePayload: { sql: `select * from 'other/#'`, actions: [] },
      }),
    );
    const replaced = await read();
    expect(replaced).toMatchObject({ sql: `select * from 'other/#'`, actions: [], awsIotSqlVersion: '2015-10-08' });
    expect(replaced).not.toHaveProperty('description');
    await iot.send(new DisableTopicRuleCommand({ ruleName: 'changing' }));
    expect(await read()).toMatchObject({ ruleDisabled: true });
    await iot.send(new EnableTopicRuleCommand({ ruleName: 'changing' }));
    expect(await read()).toMatchObject({ ruleDisabled: false });
  });

  it('is listed with its topic, and found by one that it matches', async () => {
    await create('listed', { sql: `SELECT * FROM 'plant/+/state/#'`, ruleDisabled: true });
    const { rules } = await iot.send(new ListTopicRulesCommand({ topic: 'plant/7/state/door' }));
    expect(rules).toMatchObject([
      { ruleArn: arnOf('listed'), ruleName: 'listed', topicPattern: 'plant/+/state/#', ruleDisabled: true },
    ]);
    const off = await iot.send(new ListTopicRulesCommand({ ruleDisabled: true }));
    expect(off.rules?.map(({ ruleName }) => ruleName)).toEqual(['listed']);
    const paged = await iot.send(new ListTopicRulesCommand({ maxResults: 1 }));
    expect([paged.rules?.length, typeof paged.nextToken]).toEqual([1, 'string']);
  });

  it('is gone when it is deleted, and nobody is told from one that may not', async () => {
    await create('leaving', {}, 'a=b');
    await iot.send(new DeleteTopicRuleCommand({ ruleName: 'leaving' }));
    for (const command of [
      new GetTopicRuleCommand({ ruleName: 'leaving' }),
      new DeleteTopicRuleCommand({ ruleName: 'leaving' }),
      new EnableTopicRuleCommand({ ruleName: 'leaving' }),
      new ReplaceTopicRuleCommand({ ruleName: 'leaving', topicRulePayload: { sql: SQL, actions: [] } }),
    ]) {
      const failure = await failureOf(iot.send(command as GetTopicRuleCommand));
      expect(failure.name).toBe('UnauthorizedException');
      expect(failure.$metadata?.httpStatusCode).toBe(401);
    }
    const { tags } = await create('leaving').then(() =>
      iot.send(new ListTagsForResourceCommand({ resourceArn: arnOf('leaving') })),
    );
    expect(tags).toEqual([]);
  });

  it.each<[what: string, payload: Partial<TopicRulePayload>, code: string]>([
    ['what is no SQL', { sql: 'fleet/alarms' }, 'SqlParseException'],
    ['a wildcard in the middle of a level', { sql: `SELECT * FROM 'fleet/x+/alarms'` }, 'SqlParseException'],
    ['a # that is not the last level', { sql: `SELECT * FROM 'fleet/#/alarms'` }, 'SqlParseException'],
    [
      'two kinds in one action',
      { actions: [{ lambda: { functionArn }, sns: {} as never }] },
      'InvalidRequestException',
    ],
    [
      'eleven actions',
      { actions: Array.from({ length: 11 }, () => ({ lambda: { functionArn } })) },
      'InvalidRequestException',
    ],
    ['what is no function', { actions: [{ lambda: { functionArn: 'report' } }] }, 'InvalidRequestException'],
    ['an unknown version', { awsIotSqlVersion: '1999-01-01' }, 'InvalidRequestException'],
    ['a selection, which it does not carry out', { sql: `SELECT temperature FROM 'a'` }, 'NotImplemented'],
    ['a condition, which it does not carry out', { sql: `SELECT * FROM 'a' WHERE b > 1` }, 'NotImplemented'],
    ['another action', { actions: [{ sqs: { roleArn: 'r', queueUrl: 'q' } }] }, 'NotImplemented'],
    ['an error action', { errorAction: { lambda: { functionArn } } }, 'NotImplemented'],
  ])('is refused with %s', async (_what, payload, code) => {
    expect(await failureOf(create('refused', payload))).toMatchObject({ name: code });
  });

  it('is made by who may make it', async () => {
    const resource = arnOf('allowed');
    const session = await roleSession(account, { Effect: 'Allow', Action: 'iot:CreateTopicRule', Resource: resource });
    const maker = new IoTClient(session);
    const make = (ruleName: string) =>
      maker.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload: { sql: SQL, actions: [] } }));
    await make('allowed');
    expect(await failureOf(make('other'))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(arnOf('other')),
    });
  });
});
