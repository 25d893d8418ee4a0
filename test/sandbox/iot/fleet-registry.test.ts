import {
  AddThingToThingGroupCommand,
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateProvisioningClaimCommand,
  CreateThingCommand,
  DeleteCertificateCommand,
  DeletePolicyCommand,
  DeleteThingCommand,
  DescribeCertificateCommand,
  DescribeProvisioningTemplateCommand,
  DescribeThingCommand,
  DescribeThingGroupCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  ListAttachedPoliciesCommand,
  ListCertificatesCommand,
  ListPrincipalThingsCommand,
  ListTargetsForPolicyCommand,
  ListThingsCommand,
  paginateListThingGroups,
  UpdateCertificateCommand,
  UpdateProvisioningTemplateCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { openIotAccount } from './iot-account.ts';
import { csrOf } from './device-keys.ts';

let now = new Date();
const { account, iot, close } = await openIotAccount({ clock: { now: () => now } });
afterAll(close);

const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
const certificate = async () => {
  const certificateSigningRequest = await csrOf('dev');
  const { certificateId, certificateArn } = await iot.send(
    new CreateCertificateFromCsrCommand({ certificateSigningRequest }),
  );
  return { certificateId: certificateId!, target: certificateArn! };
};
const refused = async (call: Promise<unknown>) => (await failureOf(call)).name;

describe('policies of certificates and thing groups', () => {
  it('are attached, listed from both sides, and keep certificate and policy from being deleted', async () => {
    const { certificateId, target } = await certificate();
    const policyName = 'attached';
    const policyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
    });
    await iot.send(new CreatePolicyCommand({ policyName, policyDocument }));
    for (let times = 0; times < 2; times += 1) await iot.send(new AttachPolicyCommand({ policyName, target }));

    const { policies } = await iot.send(new ListAttachedPoliciesCommand({ target }));
    expect(policies?.map((policy) => policy.policyName)).toEqual([policyName]);
    expect((await iot.send(new ListTargetsForPolicyCommand({ policyName }))).targets).toEqual([target]);
    expect(await refused(iot.send(new DeletePolicyCommand({ policyName })))).toBe('DeleteConflictException');
    expect(await refused(iot.send(new DeleteCertificateCommand({ certificateId })))).toBe('DeleteConflictException');

    await iot.send(new DetachPolicyCommand({ policyName, target }));
    await iot.send(new DeletePolicyCommand({ policyName }));
    await iot.send(new DeleteCertificateCommand({ certificateId }));
  });

  it('are detached with a certificate whose deletion is forced', async () => {
    const { certificateId, target } = await certificate();
    await iot.send(new AttachPolicyCommand({ policyName: 'AcmeDevicePolicy', target }));
    await iot.send(new DeleteCertificateCommand({ certificateId, forceDelete: true }));

    expect((await iot.send(new ListTargetsForPolicyCommand({ policyName: 'AcmeDevicePolicy' }))).targets).toEqual([]);
  });

  it.each([
    ['a certificate', `arn:aws:iot:us-east-1:000000000000:cert/${'a'.repeat(64)}`],
    ['a thing group', 'arn:aws:iot:us-east-1:000000000000:thinggroup/west'],
  ])('are not attached to %s that is not there', async (_what, target) => {
    const call = iot.send(new AttachPolicyCommand({ policyName: 'AcmeDevicePolicy', target }));
    expect(await refused(call)).toBe('ResourceNotFoundException');
  });

  it('are seeded on claim certificates that nobody has the key of', async () => {
    const { targets } = await iot.send(new ListTargetsForPolicyCommand({ policyName: 'AcmeCameraClaimPolicy' }));
    expect(targets).toHaveLength(1);
    const certificateId = targets![0]!.split('/')[1];
    const described = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(described.certificateDescription).toMatchObject({ status: 'ACTIVE' });
  });
});

describe('things', () => {
  it('are made, changed, grouped, given a certificate, and deleted', async () => {
    const { target: principal } = await certificate();
    const thingName = 'sensor-1';
    await iot.send(new CreateThingCommand({ thingName, attributePayload: { attributes: { a: '1' } } }));
    await iot.send(new CreateThingCommand({ thingName, attributePayload: { attributes: { a: '1' } } }));
    expect(await refused(iot.send(new CreateThingCommand({ thingName })))).toBe('ResourceAlreadyExistsException');

    const attributePayload = { attributes: { a: '', b: '2' }, merge: true };
    await iot.send(new UpdateThingCommand({ thingName, attributePayload }));
    expect(await iot.send(new DescribeThingCommand({ thingName }))).toMatchObject({
      attributes: { b: '2' },
      version: 2,
    });
    await iot.send(new AddThingToThingGroupCommand({ thingName, thingGroupName: 'sensors' }));
    await iot.send(new AttachThingPrincipalCommand({ thingName, principal }));
    expect((await iot.send(new ListPrincipalThingsCommand({ principal }))).things).toEqual([thingName]);
    expect((await iot.send(new ListThingsCommand({ attributeName: 'b', attributeValue: '2' }))).things).toHaveLength(1);

    expect(await refused(iot.send(new DeleteThingCommand({ thingName })))).toBe('InvalidRequestException');
    await iot.send(new DetachThingPrincipalCommand({ thingName, principal }));
    await iot.send(new DeleteThingCommand({ thingName }));
    expect(await refused(iot.send(new DescribeThingCommand({ thingName })))).toBe('ResourceNotFoundException');
  });

  it('that have a certificate keep it from being deleted, forced or not', async () => {
    const { certificateId, target: principal } = await certificate();
    await iot.send(new CreateThingCommand({ thingName: 'holder' }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'holder', principal }));

    const forced = iot.send(new DeleteCertificateCommand({ certificateId, forceDelete: true }));
    expect(await refused(forced)).toBe('DeleteConflictException');
  });

  it('do not share a certificate that one of them has exclusively', async () => {
    const { target: principal } = await certificate();
    for (const thingName of ['only', 'other']) await iot.send(new CreateThingCommand({ thingName }));
    const exclusive = { thingName: 'only', principal, thingPrincipalType: 'EXCLUSIVE_THING' } as const;
    await iot.send(new AttachThingPrincipalCommand(exclusive));

    const second = iot.send(new AttachThingPrincipalCommand({ thingName: 'other', principal }));
    expect(await refused(second)).toBe('InvalidRequestException');
  });

  it('are in thing groups that are seeded', async () => {
    const names: string[] = [];
    for await (const { thingGroups } of paginateListThingGroups({ client: iot, pageSize: 2 }, {})) {
      names.push(...(thingGroups ?? []).map(({ groupName }) => groupName!));
    }
    expect(names).toEqual(['cameras', 'gateways', 'meters', 'sensors', 'trackers']);
    const described = await iot.send(new DescribeThingGroupCommand({ thingGroupName: 'sensors' }));
    expect(described.thingGroupArn).toBe('arn:aws:iot:us-east-1:000000000000:thinggroup/sensors');
  });
});

describe('a certificate that no device has claimed', () => {
  const unclaimed = async (): Promise<{ certificateId: string; target: string }> => {
    const made = await certificate();
    const unclaimedUntil = new Date(now.getTime() + 3600_000).toISOString();
    await account.store.change((state) => {
      regionOf(state, 'us-east-1').iot.certificates[made.certificateId]!.unclaimedUntil = unclaimedUntil;
    });
    return made;
  };
  const isListed = async (id: string): Promise<boolean> =>
    ((await iot.send(new ListCertificatesCommand({ pageSize: 250 }))).certificates ?? []).some(
      (one) => one.certificateId === id,
    );

  it('is forgotten at the end of its hour', async () => {
    const { certificateId } = await unclaimed();
    later(3599_000);
    expect(await isListed(certificateId)).toBe(true);
    later(1000);
    expect(await isListed(certificateId)).toBe(false);
    expect(await refused(iot.send(new DescribeCertificateCommand({ certificateId })))).toBe(
      'ResourceNotFoundException',
    );
  });

  it.each<[string, (made: { certificateId: string; target: string }) => Promise<unknown>]>([
    [
      'it is activated',
      ({ certificateId }) => iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' })),
    ],
    [
      'a policy is attached',
      ({ target }) => iot.send(new AttachPolicyCommand({ policyName: 'AcmeDevicePolicy', target })),
    ],
  ])('stays when %s', async (_what, claim) => {
    const made = await unclaimed();
    await claim(made);
    later(2 * 3600_000);
    expect(await isListed(made.certificateId)).toBe(true);
  });
});

/** All files of the account, as one text. */
const onDisk = (): string =>
  readdirSync(account.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

describe('keys that AWS makes', () => {
  it('go with the certificate, once, and are kept nowhere', async () => {
    const { certificatePem, keyPair } = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));

    expect(new X509Certificate(certificatePem!).checkPrivateKey(createPrivateKey(keyPair!.PrivateKey!))).toBe(true);
    expect(onDisk()).not.toContain(keyPair!.PrivateKey!.split('\n')[1]);
  });

  it('are given to a trusted user for five minutes, and the registry does not list the certificate', async () => {
    const templateName = 'acme-sensors';
    const claim = await iot.send(new CreateProvisioningClaimCommand({ templateName }));

    expect(claim.expiration!.getTime() / 1000).toBeCloseTo(now.getTime() / 1000 + 300, 0);
    const x509 = new X509Certificate(claim.certificatePem!);
    expect(x509.checkPrivateKey(createPrivateKey(claim.keyPair!.PrivateKey!))).toBe(true);
    expect(onDisk()).not.toContain(claim.keyPair!.PrivateKey!.split('\n')[1]);
    const described = iot.send(new DescribeCertificateCommand({ certificateId: claim.certificateId }));
    expect(await refused(described)).toBe('ResourceNotFoundException');
    const unknown = iot.send(new CreateProvisioningClaimCommand({ templateName: 'nobody' }));
    expect(await refused(unknown)).toBe('ResourceNotFoundException');
  });
});

it('switches a template off and on, and changes its hook', async () => {
  const templateName = 'acme-gateways';
  const FunctionName = 'nightly-report';
  const preProvisioningHook = { targetArn: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}` };
  await new LambdaClient(account.client).send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'hook',
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      SourceArn: `arn:aws:iot:us-east-1:000000000000:provisioningtemplate/${templateName}`,
    }),
  );
  await iot.send(new UpdateProvisioningTemplateCommand({ templateName, enabled: false, preProvisioningHook }));
  const described = await iot.send(new DescribeProvisioningTemplateCommand({ templateName }));
  expect(described).toMatchObject({ enabled: false, preProvisioningHook });

  await iot.send(
    new UpdateProvisioningTemplateCommand({ templateName, enabled: true, removePreProvisioningHook: true }),
  );
  expect(
    (await iot.send(new DescribeProvisioningTemplateCommand({ templateName }))).preProvisioningHook,
  ).toBeUndefined();
});
