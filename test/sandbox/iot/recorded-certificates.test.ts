import {
  AttachPolicyCommand,
  CreateCertificateFromCsrCommand,
  DeleteCertificateCommand,
  DeletePolicyCommand,
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  GetPolicyCommand,
  IoTClient,
} from '@aws-sdk/client-iot';
import { afterAll, beforeAll, describe } from 'vitest';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { csrOf } from './device-keys.ts';
import { ACCOUNT, answersAsRecorded, certificateArn, ID, INVALID, NOT_FOUND } from './recorded-refusal.ts';

let account: TemporaryAccount;
let iot: IoTClient;
let known: { readonly id: string; readonly arn: string };

beforeAll(async () => {
  account = await temporaryAccount();
  iot = new IoTClient(account.client);
  const certificateSigningRequest = await csrOf('dev');
  const made = await iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true }));
  known = { id: made.certificateId!, arn: made.certificateArn! };
});
afterAll(() => account[Symbol.asyncDispose]());

describe('what ministack found AWS IoT to say of certificates and policies', () => {
  const attach = (target: string) => iot.send(new AttachPolicyCommand({ policyName: 'AcmeDevicePolicy', target }));
  answersAsRecorded([
    [
      'describe a certificate',
      () => iot.send(new DescribeCertificateCommand({ certificateId: ID })),
      ...NOT_FOUND,
      `CertificateId ${ID} does not exist`,
    ],
    [
      'delete one that is ACTIVE',
      () => iot.send(new DeleteCertificateCommand({ certificateId: known.id })),
      'CertificateStateException',
      406,
      () => `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${known.id}`,
    ],
    [
      'sign rubbish',
      () => iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'rubbish' })),
      ...INVALID,
      'CSR violates constraints',
    ],
    [
      'get a policy',
      () => iot.send(new GetPolicyCommand({ policyName: 'nil' })),
      ...NOT_FOUND,
      'Policy default version not found',
    ],
    [
      'delete a policy',
      () => iot.send(new DeletePolicyCommand({ policyName: 'nil' })),
      ...NOT_FOUND,
      'Policy not found',
    ],
    [
      'attach a policy',
      () => iot.send(new AttachPolicyCommand({ policyName: 'nil', target: known.arn })),
      ...NOT_FOUND,
      'Policy not found',
    ],
    [
      'delete one that is attached',
      async () => {
        await attach(known.arn);
        await iot.send(new DeletePolicyCommand({ policyName: 'AcmeDevicePolicy' }));
      },
      'DeleteConflictException',
      409,
      'The policy cannot be deleted as the policy is attached to one or more principals (name=AcmeDevicePolicy)',
    ],
    [
      'attach to no certificate',
      () => attach(certificateArn(ID)),
      ...NOT_FOUND,
      'The certificate given in the principal does not exist.',
    ],
    ['attach to no ARN', () => attach('device-1'), ...INVALID, 'Invalid Target'],
    [
      'attach to a bucket',
      () => attach('arn:aws:sqs:us-east-1:000000000000:q/1'),
      ...INVALID,
      'Invalid Target: arn:aws:sqs:us-east-1:000000000000:q/1',
    ],
    [
      'attach to no group',
      () => attach(`arn:aws:iot:us-east-1:${ACCOUNT}:thinggroup/nil`),
      ...NOT_FOUND,
      `Cannot find requested thing group for accountId: ${ACCOUNT} and thing group name: nil`,
    ],
    [
      'attach across accounts',
      () => attach(certificateArn(ID, 'us-east-1:111122223333')),
      'AccessDeniedException',
      403,
      'Cross account not allowed. Please check the account of the resource specified.',
    ],
    ['attach across Regions', () => attach(certificateArn(ID, `eu-west-1:${ACCOUNT}`)), ...INVALID, 'Invalid Target'],
    [
      'ask for the endpoint of jobs',
      () => iot.send(new DescribeEndpointCommand({ endpointType: 'iot:Jobs' })),
      ...INVALID,
      'IoT Jobs and Commands APIs are now available through iot:Data-ATS endpoints instead of iot:Jobs endpoints. Please use iot:Data-ATS.',
    ],
  ]);
});
