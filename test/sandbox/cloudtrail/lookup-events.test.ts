import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { CreateCertificateFromCsrCommand, CreateThingCommand, IoTClient, ListThingsCommand } from '@aws-sdk/client-iot';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { sampleCertificationRequest } from '../../../src/csr/build-certification-request.ts';
import { setAccountPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';
import { roleSession } from '../role-session.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

const MINUTE = 60_000;

/** An account whose time only a test moves on, with CloudTrail's own delay set to five minutes. */
async function account() {
  let now = Date.now();
  const made = await temporaryAccount({
    clock: { now: () => new Date(now) },
    settings: { trailDelayMs: 5 * MINUTE, propagationMs: 0 },
  });
  return Object.assign(made, { later: (ms: number) => void (now += ms) });
}

const lookUp = ({ client }: TemporaryAccount, input: LookupEventsCommandInput = {}) =>
  new CloudTrailClient(client).send(new LookupEventsCommand(input));

const byName = (AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue }],
});

async function csr(): Promise<string> {
  return (await sampleCertificationRequest('ec-p256', 'renewing')).csrPem;
}

describe('the event history', () => {
  it('has who called CreateCertificateFromCsr, after the delay, the newest first', async () => {
    await using own = await account();
    const renewer = await roleSession(own, { Effect: 'Allow', Action: 'iot:*', Resource: '*' });
    const input = { certificateSigningRequest: await csr(), setAsActive: true };
    await new IoTClient(own.client).send(new CreateCertificateFromCsrCommand(input));
    own.later(MINUTE);
    await new IoTClient(renewer).send(new CreateCertificateFromCsrCommand(input));
    expect((await lookUp(own, byName('CreateCertificateFromCsr'))).Events).toEqual([]);

    own.later(5 * MINUTE);
    const { Events = [], NextToken } = await lookUp(own, byName('CreateCertificateFromCsr'));
    expect(NextToken).toBeUndefined();
    expect(Events).toMatchObject([
      { EventName: 'CreateCertificateFromCsr', EventSource: 'iot.amazonaws.com', ReadOnly: 'false', Username: 'me' },
      { EventName: 'CreateCertificateFromCsr', Username: 'operator' },
    ]);
    expect(Events[0]!.EventTime!.getTime()).toBeGreaterThan(Events[1]!.EventTime!.getTime());
    expect(JSON.parse(Events[0]!.CloudTrailEvent!)).toMatchObject({
      eventCategory: 'Management',
      recipientAccountId: '000000000000',
      userIdentity: {
        type: 'AssumedRole',
        sessionContext: { sessionIssuer: { arn: expect.stringMatching(/^arn:aws:iam::000000000000:role\/role-/) } },
      },
    });
    expect(JSON.parse(Events[1]!.CloudTrailEvent!)).toMatchObject({
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::000000000000:user/operator' },
    });
  });

  it('has a refused call with its error, and no reads of AWS IoT, no invocations and nothing of 91 days ago', async () => {
    await using own = await account();
    const iot = new IoTClient(own.client);
    await iot.send(new CreateThingCommand({ thingName: 'long-ago' }));
    own.later(91 * 24 * 60 * MINUTE);
    await iot.send(new ListThingsCommand({}));
    await new LambdaClient(own.client).send(new InvokeCommand({ FunctionName: 'acme-iot-signer' }));
    const denied = { Effect: 'Deny', Action: 'iot:CreateThing', Resource: '*' };
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const policy = { Version: '2012-10-17', Statement: [everything, denied] };
    setAccountPolicy(own.folder, 'identity', JSON.stringify(policy));
    await failureOf(iot.send(new CreateThingCommand({ thingName: 'refused' })));
    own.later(5 * MINUTE);
    const { Events = [] } = await lookUp(own);
    expect(Events.map(({ EventName, CloudTrailEvent }) => [EventName, JSON.parse(CloudTrailEvent!).errorCode])).toEqual(
      [['CreateThing', 'AccessDeniedException']],
    );
  });

  it('goes on by a token, and has no other', async () => {
    await using own = await account();
    const iot = new IoTClient(own.client);
    for (const thingName of ['a', 'b', 'c']) await iot.send(new CreateThingCommand({ thingName }));
    own.later(5 * MINUTE);
    const input = { ...byName('CreateThing'), MaxResults: 2 };
    const first = await lookUp(own, input);
    const second = await lookUp(own, { ...input, NextToken: first.NextToken });
    expect([first.Events?.length, second.Events?.length, second.NextToken]).toEqual([2, 1, undefined]);
    expect(new Set([...first.Events!, ...second.Events!].map(({ EventId }) => EventId)).size).toBe(3);
    own.later(MINUTE);
    expect((await failureOf(lookUp(own, { NextToken: 'nobodys' }))).name).toBe('InvalidNextTokenException');
  });

  it('is looked up twice a second by the whole account, and no more', async () => {
    await using own = await account();
    await lookUp(own);
    await lookUp(own);
    expect(await failureOf(lookUp(own))).toMatchObject({ name: 'ThrottlingException' });
    own.later(1_000);
    await lookUp(own);
  });

  it.each<[LookupEventsCommandInput, string]>([
    [
      { LookupAttributes: [...byName('a').LookupAttributes, ...byName('b').LookupAttributes] },
      'InvalidLookupAttributesException',
    ],
    [{ StartTime: new Date(2_000), EndTime: new Date(1_000) }, 'InvalidTimeRangeException'],
    [{ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'x' }] }, 'NotImplemented'],
    [{ EventCategory: 'insight' }, 'NotImplemented'],
    [{ MaxResults: 51 }, 'ValidationException'],
  ])('refuses %j', async (input, code) => {
    await using own = await account();
    expect((await failureOf(lookUp(own, input))).name).toBe(code);
  });

  it('is of one Region, and needs its permission', async () => {
    await using own = await account();
    await own.store.change((state) => {
      regionOf(state, 'eu-central-1').cloudTrail.past.push({
        time: new Date(Date.now() - 24 * 60 * MINUTE).toISOString(),
        service: 'iot',
        operation: 'CreateCertificateFromCsr',
        caller: 'arn:aws:iam::000000000000:user/elsewhere',
      });
    });
    expect((await lookUp(own, byName('CreateCertificateFromCsr'))).Events).toEqual([]);
    const there = { ...own, client: { ...own.client, region: 'eu-central-1' } };
    expect((await lookUp(there, byName('CreateCertificateFromCsr'))).Events).toMatchObject([{ Username: 'elsewhere' }]);
    const none = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
    setAccountPolicy(own.folder, 'identity', JSON.stringify({ Version: '2012-10-17', Statement: none }));
    expect((await failureOf(lookUp(own))).message).toMatch(/not authorized to perform: cloudtrail:LookupEvents/);
  });
});
