import {
  CreateCertificateFromCsrCommand,
  CreatePolicyCommand,
  IoTClient,
  type CreateCertificateFromCsrCommandOutput,
} from '@aws-sdk/client-iot';
import { randomUUID } from 'node:crypto';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { newCsr, type DeviceIdentity } from './test-device.ts';

export interface RegisteredIdentity extends DeviceIdentity {
  readonly certificateId: string;
}

/** A certificate that is registered and ACTIVE, with a policy of these statements. */
export async function registeredIdentity(
  account: TemporaryAccount,
  statements: readonly object[],
): Promise<RegisteredIdentity> {
  const iot = new IoTClient(account.client);
  const { csrPem, privateKeyPem } = await newCsr('claim');
  const made: CreateCertificateFromCsrCommandOutput = await iot.send(
    new CreateCertificateFromCsrCommand({ certificateSigningRequest: csrPem, setAsActive: true }),
  );
  const policyName = `policy-${randomUUID()}`;
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iot.send(new CreatePolicyCommand({ policyName, policyDocument }));
  await account.store.change((state) => {
    regionOf(state, account.region).iot.policyTargets[policyName] = { [made.certificateArn!]: true };
  });
  return { certificatePem: made.certificatePem!, privateKeyPem, certificateId: made.certificateId! };
}

const resource = (kind: string, name: string): string => `arn:aws:iot:us-east-1:000000000000:${kind}/${name}`;

export const ANYTHING = [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }];

/** What a claim certificate needs, and no more. */
export const CLAIM_STATEMENTS = [
  { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
  {
    Effect: 'Allow',
    Action: ['iot:Publish', 'iot:Receive'],
    Resource: [resource('topic', '$aws/certificates/*'), resource('topic', '$aws/provisioning-templates/*')],
  },
  {
    Effect: 'Allow',
    Action: 'iot:Subscribe',
    Resource: [
      resource('topicfilter', '$aws/certificates/*'),
      resource('topicfilter', '$aws/provisioning-templates/*'),
    ],
  },
];

/** The account of a test file with its MQTT endpoint, and an identity that may do anything. */
export async function openMqttAccount() {
  const account = await temporaryAccount();
  const [endpoint, identity] = [await account.mqtt(), await registeredIdentity(account, ANYTHING)];
  return { account, endpoint, identity, close: () => account[Symbol.asyncDispose]() };
}
