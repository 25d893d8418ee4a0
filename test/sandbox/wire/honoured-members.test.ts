import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AddThingToThingGroupCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  IoTClient,
  ListThingGroupsForThingCommand,
} from '@aws-sdk/client-iot';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/local/package-root.ts';
import { acmPcaService } from '../../../src/sandbox/acm-pca/service.ts';
import { cloudTrailService } from '../../../src/sandbox/cloudtrail/service.ts';
import { cloudwatchService } from '../../../src/sandbox/cloudwatch/service.ts';
import { setAccountPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { iamService } from '../../../src/sandbox/iam/service.ts';
import { iotService } from '../../../src/sandbox/iot/service.ts';
import { kmsService } from '../../../src/sandbox/kms/service.ts';
import { lambdaService } from '../../../src/sandbox/lambda/service.ts';
import { secretsManagerService } from '../../../src/sandbox/secrets-manager/service.ts';
import type { Service } from '../../../src/sandbox/service.ts';
import { stsService } from '../../../src/sandbox/sts/service.ts';
import { honouredMembers } from '../../../src/sandbox/wire/models/honoured-members.ts';
import { modelOf } from '../../../src/sandbox/wire/models/model-of.ts';
import { shapeOf, type ServiceModel, type Shape } from '../../../src/sandbox/wire/models/service-model.ts';
import { temporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

/** Amazon S3 is read by hand: what it does not understand of a request it refuses by the header's name. */
const SERVICES: readonly (readonly [Service, folder: string])[] = [
  [acmPcaService, 'acm-pca'],
  [cloudTrailService, 'cloudtrail'],
  [cloudwatchService, 'cloudwatch'],
  [iamService, 'iam'],
  [iotService, 'iot'],
  [kmsService, 'kms'],
  [lambdaService, 'lambda'],
  [secretsManagerService, 'secrets-manager'],
  [stsService, 'sts'],
];

const sourceOf = (folder: string): string =>
  readdirSync(join(packageRoot(), 'src/sandbox', folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

/** Taken without a look, each for a reason that is in the service's BEHAVIOUR.md. */
const NOT_LOOKED_AT: Readonly<Record<string, string>> = {
  'iot:ListAttachedPolicies recursive': 'thing groups have no parents',
  'iot:ListThingGroups recursive': 'thing groups have no parents',
  'kms:CreateKey BypassPolicyLockoutSafetyCheck': 'there is no such check to go past',
  'sts:AssumeRole SerialNumber': 'the account has no MFA devices',
};

/** The member at a path, over lists and maps; undefined where AWS's model has none. */
function at(model: ServiceModel, shape: Shape, [name, ...rest]: readonly string[]): Shape | undefined {
  if (shape.of !== undefined) return at(model, shapeOf(model, shape.of), [name!, ...rest]);
  const member = shape.members?.[name!];
  if (member === undefined) return undefined;
  return rest.length === 0 ? shapeOf(model, member) : at(model, shapeOf(model, member), rest);
}

describe('the list of honoured members', () => {
  it.each(SERVICES.map(([service]) => service))('has a line for every operation of $signingName', async (service) => {
    const names = Object.keys(service.operations).toSorted();
    const listed = honouredMembers
      .map((line) => line.split(/[: ]/))
      .flatMap(([of, name]) => (of === service.signingName ? [name!] : []));
    expect(listed.toSorted()).toEqual(names);
    const { operations } = (await modelOf(service.signingName))!;
    expect(Object.keys(operations).toSorted(), 'else: node scripts/sandbox-models.mjs').toEqual(names);
  });

  it.each(SERVICES)('names members that AWS has and that the service reads: $signingName', async (service, folder) => {
    const model = (await modelOf(service.signingName))!;
    const source = sourceOf(folder);
    for (const line of honouredMembers) {
      const [operation = '', ...members] = line.split(' ');
      const [of, name = ''] = operation.split(':');
      for (const member of of === service.signingName ? members : []) {
        const [path = '', only] = member.split('=');
        const known = at(model, model.operations[name]!, path.split('.')) !== undefined;
        const isRead =
          only !== undefined ||
          `${operation} ${path}` in NOT_LOOKED_AT ||
          new RegExp(`\\b${path.split('.').at(-1)}\\b`).test(source);
        expect([operation, path, known, isRead]).toEqual([operation, path, true, true]);
      }
    }
  });
});

describe('a member that the account does nothing with', () => {
  it.each<[string, object, string | undefined]>([
    ['tracing', { TracingConfig: { Mode: 'Active' } }, 'TracingConfig.Mode other than PassThrough'],
    ['the default of it', { TracingConfig: { Mode: 'PassThrough' } }, undefined],
    ['what an image is run with', { ImageConfig: { Command: ['a'] } }, 'ImageConfig'],
    ['a structure without anything in it', { ImageConfig: {}, DeadLetterConfig: {}, Layers: [] }, undefined],
    ['a larger /tmp', { EphemeralStorage: { Size: 1024 } }, 'EphemeralStorage.Size other than 512'],
    [
      'a dead letter queue',
      { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:000000000000:q' } },
      'DeadLetterConfig',
    ],
  ])('is refused by name: %s', async (_what, change, named) => {
    await using account = await temporaryAccount();
    const update = new LambdaClient(account.client).send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'acme-iot-signer', ...change }),
    );
    const outcome = await update.then(
      ({ $metadata }) => $metadata.httpStatusCode,
      ({ name, message }: Error) => `${name}: ${message}`,
    );
    expect(outcome).toBe(
      named === undefined
        ? 200
        : `NotImplemented: the sandbox account does not carry out ${named} of lambda:UpdateFunctionConfiguration`,
    );
  });

  it('is told only to somebody who may do the rest', async () => {
    await using account = await temporaryAccount();
    const denied = { Effect: 'Deny', Action: 'lambda:*', Resource: '*' };
    setAccountPolicy(account.folder, 'identity', JSON.stringify({ Version: '2012-10-17', Statement: denied }));
    const invoked = await failureOf(
      new LambdaClient(account.client).send(
        new InvokeCommand({ FunctionName: 'acme-iot-signer', ClientContext: 'e30=' }),
      ),
    );
    expect(invoked.name).toBe('AccessDeniedException');
  });
});

describe('what was dropped before', () => {
  it('is a condition of a trust policy: an external id, and that MFA was there', async () => {
    await using account = await temporaryAccount();
    const iam = new IAMClient(account.client);
    const sts = new STSClient(account.client);
    const Condition = { StringEquals: { 'sts:ExternalId': 'ours' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const Statement = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole', Condition };
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'guarded',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    const assume = (more: object) =>
      sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'me', ...more }));
    const mfa = { SerialNumber: 'arn:aws:iam::000000000000:mfa/me', TokenCode: '123456' };
    expect((await failureOf(assume({ ExternalId: 'ours' }))).name).toMatch(/^AccessDenied/);
    expect((await failureOf(assume({ ExternalId: 'theirs', ...mfa }))).name).toMatch(/^AccessDenied/);
    expect((await assume({ ExternalId: 'ours', ...mfa })).Credentials?.AccessKeyId).toMatch(/^ASIA/);
    expect((await failureOf(assume({ SourceIdentity: 'somebody' }))).name).toBe('NotImplemented');
    expect(await failureOf(assume({ RoleArn: 'something-that-is-no-arn' }))).toMatchObject({
      Code: 'ValidationError',
      message: 'something-that-is-no-arn is invalid',
    });
  });

  it('is a page of the groups of a thing', async () => {
    await using account = await temporaryAccount();
    const iot = new IoTClient(account.client);
    await iot.send(new CreateThingCommand({ thingName: 'member' }));
    for (const thingGroupName of ['b', 'c', 'a']) {
      await iot.send(new CreateThingGroupCommand({ thingGroupName }));
      await iot.send(new AddThingToThingGroupCommand({ thingGroupName, thingName: 'member' }));
    }
    const page = (nextToken?: string) =>
      iot.send(new ListThingGroupsForThingCommand({ thingName: 'member', maxResults: 2, nextToken }));
    const first = await page();
    const second = await page(first.nextToken);
    const names = [first, second].map(({ thingGroups }) => thingGroups?.map(({ groupName }) => groupName));
    expect([...names, second.nextToken]).toEqual([['a', 'b'], ['c'], undefined]);
  });
});
