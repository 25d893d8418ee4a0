import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreateProvisioningClaimCommand,
  CreateProvisioningTemplateCommand,
  IoTClient,
  RegisterCACertificateCommand,
  RegisterCertificateWithoutCACommand,
  RegisterThingCommand,
  StartThingRegistrationTaskCommand,
  ListThingPrincipalsCommand,
  DescribeCertificateCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { X509Certificate } from 'node:crypto';
import { testCa } from '../iot/device-keys.ts';
import { S3 } from '../s3/s3-client.ts';
import type { TemporaryAccount } from '../temporary-account.ts';
import { ANYTHING, CLAIM_STATEMENTS, registeredIdentity } from './mqtt-account.ts';
import { CREATE_KEYS, FROM_CSR, newCsr, provisionTopic, TestDevice, type DeviceIdentity } from './test-device.ts';

/** What came of it. */
export interface Onboarded {
  readonly thingName: string;
  readonly issuer: string;
  /** With SNI, as its own thing. */
  readonly connects: boolean;
}

const TEMPLATE = 'fleet';
const ROLE_ARN = 'arn:aws:iam::000000000000:role/acme-provisioning-role';
const POLICY = 'AcmeDevicePolicy';

const resources = (certificate: object, thingName: object) => ({
  certificate: { Type: 'AWS::IoT::Certificate', Properties: { ...certificate, Status: 'ACTIVE' } },
  policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: POLICY } },
  thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: thingName } },
});
const ID = { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } };
const ofType = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { Type: 'String' }]));

const FLEET_BODY = JSON.stringify({
  Parameters: ofType('SerialNumber', 'AWS::IoT::Certificate::Id'),
  Resources: resources(ID, { Ref: 'SerialNumber' }),
  DeviceConfiguration: { stage: 'test' },
});
const JITP_BODY = JSON.stringify({
  Parameters: ofType('AWS::IoT::Certificate::CommonName', 'AWS::IoT::Certificate::Id'),
  Resources: resources(ID, { Ref: 'AWS::IoT::Certificate::CommonName' }),
});
const CSR_BODY = JSON.stringify({
  Parameters: ofType('SerialNumber', 'CSR'),
  Resources: resources({ CertificateSigningRequest: { Ref: 'CSR' } }, { Ref: 'SerialNumber' }),
});

export async function createTemplate(
  account: TemporaryAccount,
  more: Partial<ConstructorParameters<typeof CreateProvisioningTemplateCommand>[0]> = {},
): Promise<void> {
  await new IoTClient(account.client).send(
    new CreateProvisioningTemplateCommand({
      templateName: TEMPLATE,
      templateBody: FLEET_BODY,
      provisioningRoleArn: ROLE_ARN,
      enabled: true,
      ...more,
    }),
  );
}

type Way = (account: TemporaryAccount) => Promise<Onboarded>;

const issuerOf = (pem: string): string => new X509Certificate(pem).issuer;

async function outcome(account: TemporaryAccount, identity: DeviceIdentity, thingName: string): Promise<Onboarded> {
  const device = await TestDevice.connect(await account.mqtt(), identity, thingName);
  await device?.[Symbol.asyncDispose]();
  return { thingName, issuer: issuerOf(identity.certificatePem), connects: device !== undefined };
}

async function overMqtt(account: TemporaryAccount, claim: DeviceIdentity, keysByAws = false): Promise<Onboarded> {
  await createTemplate(account);
  await using device = await TestDevice.connect(await account.mqtt(), claim, 'unknown-device');
  const { csrPem, privateKeyPem } = await newCsr('SN-1');
  const issued = keysByAws
    ? await device!.ask(CREATE_KEYS, {})
    : await device!.ask(FROM_CSR, { certificateSigningRequest: csrPem });
  const certificatePem = String(issued.body['certificatePem']);
  const registered = await device!.ask(provisionTopic(TEMPLATE), {
    certificateOwnershipToken: issued.body['certificateOwnershipToken'],
    parameters: { SerialNumber: 'SN-1' },
  });
  const key = keysByAws ? String(issued.body['privateKey']) : privateKeyPem;
  return await outcome(account, { certificatePem, privateKeyPem: key }, String(registered.body['thingName']));
}

const byClaim: Way = async (account) => overMqtt(account, await registeredIdentity(account, CLAIM_STATEMENTS));

const keysAndCertificate: Way = async (account) =>
  overMqtt(account, await registeredIdentity(account, CLAIM_STATEMENTS), true);

const byTrustedUser: Way = async (account) => {
  await createTemplate(account, { templateName: 'of-the-app' });
  const { certificatePem, keyPair } = await new IoTClient(account.client).send(
    new CreateProvisioningClaimCommand({ templateName: 'of-the-app' }),
  );
  const claim = { certificatePem: certificatePem!, privateKeyPem: keyPair!.PrivateKey! };
  await using device = await TestDevice.connect(await account.mqtt(), claim, 'unknown-device');
  const { csrPem, privateKeyPem } = await newCsr('SN-1');
  const { body } = await device!.ask(FROM_CSR, { certificateSigningRequest: csrPem });
  await device!.ask(provisionTopic('of-the-app'), {
    certificateOwnershipToken: body['certificateOwnershipToken'],
    parameters: { SerialNumber: 'SN-1' },
  });
  return await outcome(account, { certificatePem: String(body['certificatePem']), privateKeyPem }, 'SN-1');
};

async function registerCa(account: TemporaryAccount, templateBody?: string) {
  const ca = await testCa('Maker CA');
  const { certificateId } = await new IoTClient(account.client).send(
    new RegisterCACertificateCommand({
      caCertificate: ca.pem,
      certificateMode: 'SNI_ONLY',
      setAsActive: true,
      allowAutoRegistration: true,
      ...(templateBody && { registrationConfig: { templateBody, roleArn: ROLE_ARN } }),
    }),
  );
  return { ca, caId: certificateId! };
}

const justInTimeProvisioning: Way = async (account) => {
  const { ca } = await registerCa(account, JITP_BODY);
  const identity = await ca.identity('SN-1');
  const first = await TestDevice.connect(await account.mqtt(), identity, 'SN-1');
  if (first !== undefined) throw new Error('the first connection must be refused');
  return await outcome(account, identity, 'SN-1');
};

const justInTimeRegistration: Way = async (account) => {
  const iot = new IoTClient(account.client);
  const { ca, caId } = await registerCa(account);
  const identity = await ca.identity('SN-1');
  await using listener = await TestDevice.connect(
    await account.mqtt(),
    await registeredIdentity(account, ANYTHING),
    'listener',
  );
  const topic = `$aws/events/certificates/registered/${caId}`;
  await listener!.subscribe(topic);
  const message = listener!.next(topic);
  const first = await TestDevice.connect(await account.mqtt(), identity, 'SN-1');
  if (first !== undefined) throw new Error('the first connection must be refused');
  const told = JSON.parse((await message).payload.toString()) as { certificateId: string; certificateStatus: string };
  if (told.certificateStatus !== 'PENDING_ACTIVATION') throw new Error(told.certificateStatus);
  const { certificateDescription } = await iot.send(
    new DescribeCertificateCommand({ certificateId: told.certificateId }),
  );
  await iot.send(new RegisterThingCommand(existing(told.certificateId)));
  await iot.send(new UpdateCertificateCommand({ certificateId: told.certificateId, newStatus: 'ACTIVE' }));
  await iot.send(new AttachPolicyCommand({ policyName: POLICY, target: certificateDescription!.certificateArn! }));
  return await outcome(account, identity, 'SN-1');
};

/** Registers the thing of a certificate that is in the registry. */
const existing = (certificateId: string) => ({
  templateBody: FLEET_BODY,
  parameters: { SerialNumber: 'SN-1', 'AWS::IoT::Certificate::Id': certificateId },
});

const multiAccountRegistration: Way = async (account) => {
  const iot = new IoTClient(account.client);
  const identity = await (await testCa('Chip maker CA')).identity('SN-1');
  const { certificateId } = await iot.send(
    new RegisterCertificateWithoutCACommand({ certificatePem: identity.certificatePem, status: 'ACTIVE' }),
  );
  await iot.send(new RegisterThingCommand(existing(certificateId!)));
  const nameless = { ...(await account.mqtt()), servername: 'localhost' };
  const unnamed = await TestDevice.connect(nameless, identity, 'SN-1');
  if (unnamed !== undefined) throw new Error('without the name of the endpoint it must be refused');
  return await outcome(account, identity, 'SN-1');
};

const singleThing: Way = async (account) => {
  const { csrPem, privateKeyPem } = await newCsr('SN-1');
  const { certificatePem } = await new IoTClient(account.client).send(
    new RegisterThingCommand({ templateBody: CSR_BODY, parameters: { SerialNumber: 'SN-1', CSR: csrPem } }),
  );
  return await outcome(account, { certificatePem: certificatePem!, privateKeyPem }, 'SN-1');
};

const bulk: Way = async (account) => {
  const iot = new IoTClient(account.client);
  const { csrPem, privateKeyPem } = await newCsr('SN-1');
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::fleet-bucket/*' }],
  });
  await new IAMClient(account.client).send(
    new PutRolePolicyCommand({ RoleName: ROLE_ARN.split('/')[1], PolicyName: 'read-things', PolicyDocument }),
  );
  const s3 = new S3(account.client);
  await s3.createBucket('fleet-bucket');
  await s3.putObject('fleet-bucket', 'things.json', `${JSON.stringify({ SerialNumber: 'SN-1', CSR: csrPem })}\n`);
  await iot.send(
    new StartThingRegistrationTaskCommand({
      templateBody: CSR_BODY,
      inputFileBucket: 'fleet-bucket',
      inputFileKey: 'things.json',
      roleArn: ROLE_ARN,
    }),
  );
  const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName: 'SN-1' }));
  const { certificateDescription } = await iot.send(
    new DescribeCertificateCommand({ certificateId: principals![0]!.split('/').at(-1)! }),
  );
  return await outcome(account, { certificatePem: certificateDescription!.certificatePem!, privateKeyPem }, 'SN-1');
};

export const UNAFFECTED: Readonly<Record<string, Way>> = {
  'keys and certificate by AWS': keysAndCertificate,
  'just-in-time provisioning': justInTimeProvisioning,
  'just-in-time registration': justInTimeRegistration,
  'multi-account registration': multiAccountRegistration,
  'a single thing over HTTP': singleThing,
  'many things in bulk': bulk,
};

export const AFFECTED: Readonly<Record<string, Way>> = {
  'by claim': byClaim,
  'by trusted user': byTrustedUser,
};
