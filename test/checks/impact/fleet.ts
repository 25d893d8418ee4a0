import type { FleetFacts, IssuingCa } from '../../../src/checks/impact/fleet-facts.ts';
import { readIotPolicy } from '../../../src/checks/impact/iot-policy.ts';

export const PLACE = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };

const arn = (kind: string, name: string): string => `arn:aws:iot:${PLACE.region}:${PLACE.account}:${kind}/${name}`;
const CSR = '$aws/certificates/create-from-csr/*';

export const statement = (actions: string | string[], ...resources: string[]) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});
export const provision = (template: string) => arn('topic', `$aws/provisioning-templates/${template}/provision/*`);
export const csrTopic = arn('topic', CSR);
export const csrFilter = arn('topicfilter', CSR);
export const keysTopic = arn('topic', '$aws/certificates/create/*');

export const csrClaims = (template: string) => [
  statement(['iot:Publish', 'iot:Receive'], csrTopic, provision(template)),
  statement('iot:Subscribe', csrFilter),
];
export const keysClaims = (template: string) => [
  statement(['iot:Publish', 'iot:Receive'], keysTopic, provision(template)),
  statement('iot:Subscribe', keysTopic.replace('topic/', 'topicfilter/')),
];

export const policy = (name: string, statements: readonly object[]) =>
  readIotPolicy(name, JSON.stringify({ Version: '2012-10-17', Statement: statements }));

export const template = (templateName: string, rest: object = {}) => ({
  templateName,
  templateArn: arn('provisioningtemplate', templateName),
  enabled: true,
  type: 'FLEET_PROVISIONING' as const,
  ...rest,
});

/** Each policy is that of one certificate, unless the test says otherwise. */
export function fleet(policies: ReturnType<typeof policy>[], rest: Partial<FleetFacts> = {}): FleetFacts {
  return {
    place: PLACE,
    isOn: false,
    templates: [template('a')],
    policies: { read: policies, total: policies.length },
    uses: new Map(
      policies.map(({ policyName }) => [policyName, { targetCount: 1, hasMore: false, holders: [[policyName]] }]),
    ),
    registeredCas: { read: [], total: 0 },
    metrics: { days: 14, fromCsr: { calls: 5, failed: 0 }, withKeys: { calls: 1, failed: 0 } },
    limits: { total: 1000, unreserved: 900 },
    httpCallers: { days: 90, callers: [], isWhole: true },
    unread: [],
    ...rest,
  };
}

export const ANY_CA: IssuingCa = {
  kind: undefined,
  certificate: undefined,
  validityDays: undefined,
  reservedConcurrency: undefined,
};

/** A CA in AWS IoT's registry that registers its devices itself. */
export const registered = (certificatePem: string, rest: object = {}) => ({
  read: [
    {
      certificateId: 'ab'.repeat(32),
      status: 'ACTIVE',
      certificatePem,
      autoRegistration: true,
      certificateMode: 'DEFAULT',
      templateName: undefined,
      ...rest,
    },
  ],
  total: 1,
});
