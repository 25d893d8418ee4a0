import {
  CreateTopicRuleCommand,
  DeleteTopicRuleCommand,
  IoTClient,
  RegisterCACertificateCommand,
} from '@aws-sdk/client-iot';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testCa } from '../iot/device-keys.ts';
import { ROLE, zip } from '../lambda/lambda-account.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { ANYTHING, registeredIdentity } from './mqtt-account.ts';
import { functionArn, permit } from './provider.ts';
import { TestDevice } from './test-device.ts';

let account: TemporaryAccount;
let iot: IoTClient;

beforeAll(async () => {
  account = await temporaryAccount({ settings: { roleDelayMs: 0, functionPendingMs: 0 } });
  iot = new IoTClient(account.client);
});
afterAll(() => account[Symbol.asyncDispose]());

const ruleArn = (name: string): string => `arn:aws:iot:us-east-1:000000000000:rule/${name}`;

/** A rule, and a function that writes down what it gets, with AWS IoT's permission for the rule as the source. */
async function listen(name: string, topicFilter: string, sourceArn = ruleArn(name)) {
  const file = join(account.folder, `${name}.jsonl`);
  await new LambdaClient(account.client).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Environment: { Variables: { FILE: file } },
      Code: {
        ZipFile: zip(`import { appendFileSync } from 'node:fs';
export const handler = async (event) => appendFileSync(process.env.FILE, JSON.stringify(event) + '\\n');`),
      },
    }),
  );
  await permit(account, name, { SourceArn: sourceArn, SourceAccount: '000000000000' });
  await iot.send(
    new CreateTopicRuleCommand({
      ruleName: name,
      topicRulePayload: {
        sql: `SELECT * FROM '${topicFilter}'`,
        actions: [{ lambda: { functionArn: functionArn(name) } }],
      },
    }),
  );
  return (): unknown[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown)
      : [];
}

/** How often the function of a rule was called, or would have been. */
const outcomes = (name: string) =>
  account.requests().filter(({ operation, caller }) => operation === 'TopicRuleAction' && caller === ruleArn(name));

const until = (look: () => void): Promise<void> => vi.waitFor(look, { timeout: 20_000, interval: 20 });

async function device(clientId: string): Promise<TestDevice> {
  return (await TestDevice.connect(await account.mqtt(), await registeredIdentity(account, ANYTHING), clientId))!;
}

describe('a topic rule', { timeout: 30_000 }, () => {
  it('gives its function the event of a certificate that registered itself', async () => {
    const ca = await testCa('Factory CA');
    const { certificateId: caCertificateId } = await iot.send(
      new RegisterCACertificateCommand({
        caCertificate: ca.pem,
        certificateMode: 'SNI_ONLY',
        setAsActive: true,
        allowAutoRegistration: true,
      }),
    );
    const events = await listen('registered', `$aws/events/certificates/registered/${caCertificateId}`);
    const every = await listen('every', '$aws/events/certificates/registered/+');
    await listen('other', '$aws/events/certificates/registered/another');
    expect(await TestDevice.connect(await account.mqtt(), await ca.identity('SN-1'), 'SN-1')).toBeUndefined();

    await until(() => expect([...events(), ...every()]).toHaveLength(2));
    expect(events()).toEqual([
      {
        certificateId: expect.stringMatching(/^[0-9a-f]{64}$/),
        caCertificateId,
        timestamp: expect.any(Number),
        certificateStatus: 'PENDING_ACTIVATION',
        awsAccountId: '000000000000',
        certificateRegistrationTimestamp: null,
        sourceIp: '127.0.0.1',
      },
    ]);
    expect(every()).toEqual(events());
    expect(outcomes('other')).toEqual([]);
  });

  it('gives it the messages of devices that are JSON', async () => {
    const alarms = await listen('alarms', 'fleet/+/alarms/#');
    await using sender = await device('sender');
    sender.publish('fleet/7/state', '{"n":0}');
    sender.publish('fleet/7/alarms/door', 'no JSON');
    sender.publish('fleet/7/alarms/door', '{"n":1}');
    sender.publish('fleet/7/alarms', '{"n":2}');
    await until(() => expect(alarms()).toHaveLength(2));
    expect(alarms()).toEqual(expect.arrayContaining([{ n: 1 }, { n: 2 }]));
  });

  it('calls no function that does not let it, and says so in the list of requests', async () => {
    const events = await listen('stranger', 'fleet/stranger', ruleArn('another'));
    await using sender = await device('sender-2');
    sender.publish('fleet/stranger', '{}');
    await until(() => expect(outcomes('stranger')).toHaveLength(1));
    expect(outcomes('stranger')).toMatchObject([
      { status: 400, errorCode: expect.stringContaining('resource-based policy') },
    ]);
    expect(events()).toEqual([]);
  });

  it('hears nothing any more when it is deleted', async () => {
    const events = await listen('short', 'fleet/short');
    const witness = await listen('witness', 'fleet/short');
    await using sender = await device('sender-3');
    sender.publish('fleet/short', '{"n":1}');
    await until(() => expect([...events(), ...witness()]).toHaveLength(2));
    await iot.send(new DeleteTopicRuleCommand({ ruleName: 'short' }));
    sender.publish('fleet/short', '{"n":2}');
    await until(() => expect(witness()).toHaveLength(2));
    expect(events()).toEqual([{ n: 1 }]);
  });
});
