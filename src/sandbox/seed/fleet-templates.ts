import type { ProvisioningTemplateRecord } from '../iot/state.ts';

export const DEVICE_POLICY = 'AcmeDevicePolicy';

export const THING_GROUPS = ['sensors', 'gateways', 'cameras', 'meters', 'trackers'] as const;

const fleetBody = (thingGroup: (typeof THING_GROUPS)[number]) => ({
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

interface SeededTemplate {
  readonly name: string;
  readonly type: ProvisioningTemplateRecord['type'];
  readonly description: string;
  readonly body: object;
  readonly enabled: boolean;
}

const template = (
  name: string,
  description: string,
  body: object,
  rest: Partial<SeededTemplate> = {},
): SeededTemplate => ({ name, description, body, type: 'FLEET_PROVISIONING', enabled: true, ...rest });

export const TEMPLATES: readonly SeededTemplate[] = [
  template('acme-sensors', 'Sensors, by claim', fleetBody('sensors')),
  template('acme-gateways', 'Gateways, by claim', fleetBody('gateways')),
  template('acme-cameras', 'Cameras, by claim, with keys from AWS', fleetBody('cameras')),
  template('acme-meters', 'Meters, by claim', fleetBody('meters')),
  template('acme-trackers', 'Trackers, not on sale any more', fleetBody('trackers'), { enabled: false }),
  template('acme-partner-devices', 'Devices with certificates of their maker', jitpBody, { type: 'JITP' }),
];
