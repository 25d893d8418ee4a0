import {
  AddThingToThingGroupCommand,
  AttachThingPrincipalCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  DeleteThingCommand,
  DescribeThingCommand,
  DescribeThingGroupCommand,
  DetachThingPrincipalCommand,
  ListPrincipalThingsCommand,
  ListThingGroupsForThingCommand,
  ListThingPrincipalsCommand,
  RemoveThingFromThingGroupCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot';
import { afterAll, describe, expect, it } from 'vitest';
import { openIotAccount } from './iot-account.ts';
import { ACCOUNT, answersAsRecorded, certificateArn, ID, INVALID, NOT_FOUND } from './recorded-refusal.ts';

const { iot, close } = await openIotAccount();
afterAll(close);
await iot.send(new CreateThingCommand({ thingName: 'there' }));

describe('what ministack found AWS IoT to say of things and groups', () => {
  const inAccount = 'does not exist in your account';
  answersAsRecorded([
    [
      'describe a thing',
      () => iot.send(new DescribeThingCommand({ thingName: 'nil' })),
      ...NOT_FOUND,
      `Thing ${ACCOUNT}:nil not found.`,
    ],
    [
      'update a thing',
      () => iot.send(new UpdateThingCommand({ thingName: 'nil' })),
      ...NOT_FOUND,
      'Thing nil not found.',
    ],
    [
      'update another version',
      () => iot.send(new UpdateThingCommand({ thingName: 'there', expectedVersion: 9 })),
      'VersionConflictException',
      409,
      'The version for thing there does not match the expected version.',
    ],
    [
      'list its principals',
      () => iot.send(new ListThingPrincipalsCommand({ thingName: 'nil' })),
      ...NOT_FOUND,
      `Failed to list principals for thingnil because the thing ${inAccount}`,
    ],
    [
      'attach to it',
      () => iot.send(new AttachThingPrincipalCommand({ thingName: 'nil', principal: certificateArn(ID) })),
      ...NOT_FOUND,
      `Failed to attach the principal ${certificateArn(ID)} to thing nil because the thing ${inAccount}`,
    ],
    [
      'attach what is not there',
      () => iot.send(new AttachThingPrincipalCommand({ thingName: 'there', principal: certificateArn(ID) })),
      ...NOT_FOUND,
      `Can't attach the principal ${certificateArn(ID)} to thing there because the principal ${inAccount}`,
    ],
    [
      'detach from it',
      () => iot.send(new DetachThingPrincipalCommand({ thingName: 'nil', principal: certificateArn(ID) })),
      ...NOT_FOUND,
      `Failed to detach the principal ${certificateArn(ID)} from thing nil because the thing ${inAccount}`,
    ],
    [
      'detach what is not there',
      () => iot.send(new DetachThingPrincipalCommand({ thingName: 'there', principal: certificateArn(ID) })),
      ...NOT_FOUND,
      `Can't detach the principal ${certificateArn(ID)} from thing there because the principal ${inAccount}`,
    ],
    [
      'list the things of what is not there',
      () => iot.send(new ListPrincipalThingsCommand({ principal: certificateArn(ID) })),
      ...NOT_FOUND,
      `Can't list things for the principal ${certificateArn(ID)} because the principal ${inAccount}`,
    ],
    [
      'list its groups',
      () => iot.send(new ListThingGroupsForThingCommand({ thingName: 'nil' })),
      ...NOT_FOUND,
      'thing does not exist',
    ],
    [
      'describe a group',
      () => iot.send(new DescribeThingGroupCommand({ thingGroupName: 'nil' })),
      ...NOT_FOUND,
      `ThingGroup ${ACCOUNT}:nil not found.`,
    ],
    [
      'join a group',
      () => iot.send(new AddThingToThingGroupCommand({ thingName: 'there', thingGroupName: 'nil' })),
      ...NOT_FOUND,
      `Cannot find requested thing group for accountId: ${ACCOUNT} and thing group name: nil`,
    ],
    [
      'join no group',
      () => iot.send(new AddThingToThingGroupCommand({ thingName: 'there' })),
      ...INVALID,
      'Both thingGroupArn and thingGroupName are empty. Need to specify at least one of them',
    ],
  ]);

  it('makes a group again that is the same, and no other of its name', async () => {
    const thingGroupProperties = {
      thingGroupDescription: 'of the south',
      attributePayload: { attributes: { a: '1' } },
    };
    const make = (more: object = {}) =>
      iot.send(new CreateThingGroupCommand({ thingGroupName: 'south', thingGroupProperties, ...more }));
    const first = await make();
    expect(await make()).toMatchObject({ thingGroupArn: first.thingGroupArn, thingGroupId: first.thingGroupId });
    expect((await iot.send(new DescribeThingGroupCommand({ thingGroupName: 'south' }))).thingGroupProperties).toEqual(
      thingGroupProperties,
    );
    await expect(make({ thingGroupProperties: {} })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'Thing Group south already exists in current account with different properties',
    });
  });

  it('deletes what is not there, and leaves a group that is not there', async () => {
    await expect(iot.send(new DeleteThingCommand({ thingName: 'nil' }))).resolves.toBeDefined();
    const leave = new RemoveThingFromThingGroupCommand({ thingName: 'there', thingGroupName: 'nil' });
    await expect(iot.send(leave)).resolves.toBeDefined();
  });
});
