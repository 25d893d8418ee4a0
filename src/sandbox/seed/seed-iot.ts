import type { IotState, ProvisioningTemplateRecord } from '../iot/state.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../sandbox.ts';
import { daysFrom, iotArn, roleArn } from './seeded-arns.ts';
import { PROVISIONING_ROLE } from './seed-roles.ts';

const DEVICE_POLICY = 'AcmeDevicePolicy';

/** Two fleets whose devices send CSRs, and one that brings its own certificates, which no provider concerns. */
export function seedIot(state: IotState, now: Date): void {
  for (const [name, type, description, body] of TEMPLATES) {
    state.provisioningTemplates[name] = {
      name,
      arn: iotArn('provisioningtemplate', name),
      description,
      type,
      enabled: true,
      body: JSON.stringify(body),
      provisioningRoleArn: roleArn(PROVISIONING_ROLE),
      createdAt: daysFrom(now, -380),
      lastModifiedAt: daysFrom(now, -45),
    };
  }
  for (const [name, document, generationId] of POLICIES) {
    const arn = iotArn('policy', name);
    state.policies[name] = {
      name,
      arn,
      document: JSON.stringify(document),
      createdAt: daysFrom(now, -380),
      generationId,
    };
  }
}

const fleetBody = (thingGroup: string) => ({
  Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: DEVICE_POLICY } },
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: { ThingName: { Ref: 'SerialNumber' }, ThingGroups: [thingGroup] },
    },
  },
});

const jitpBody = {
  Parameters: {
    'AWS::IoT::Certificate::CommonName': { Type: 'String' },
    'AWS::IoT::Certificate::Id': { Type: 'String' },
  },
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: DEVICE_POLICY } },
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'AWS::IoT::Certificate::CommonName' } } },
  },
};

const TEMPLATES: readonly (readonly [
  name: string,
  type: ProvisioningTemplateRecord['type'],
  description: string,
  body: object,
])[] = [
  ['acme-sensors', 'FLEET_PROVISIONING', 'Sensors, by claim', fleetBody('sensors')],
  ['acme-gateways', 'FLEET_PROVISIONING', 'Gateways, by claim', fleetBody('gateways')],
  ['acme-partner-devices', 'JITP', 'Devices with certificates of their maker', jitpBody],
];

const resource = (kind: string, name: string): string =>
  `arn:aws:iot:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${kind}/${name}`;

const claimPolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: [
        resource('topic', '$aws/certificates/create-from-csr/*'),
        resource('topic', '$aws/provisioning-templates/acme-*/provision/*'),
      ],
    },
    {
      Effect: 'Allow',
      Action: 'iot:Subscribe',
      Resource: [
        resource('topicfilter', '$aws/certificates/create-from-csr/*'),
        resource('topicfilter', '$aws/provisioning-templates/acme-*/provision/*'),
      ],
    },
  ],
};

const devicePolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: resource('client', '${iot:Connection.Thing.ThingName}') },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: resource('topic', 'acme/${iot:Connection.Thing.ThingName}/*'),
    },
  ],
};

const POLICIES: readonly (readonly [name: string, document: object, generationId: string])[] = [
  ['AcmeClaimPolicy', claimPolicy, '6f0b8a13-2f4e-4c86-a9d5-0c7e3b1f5d28'],
  [DEVICE_POLICY, devicePolicy, 'b4d91c57-83e0-4a6f-9c12-7e5a0f3d6b94'],
];
