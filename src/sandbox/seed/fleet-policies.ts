import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../sandbox.ts';
import { DEVICE_POLICY } from './fleet-templates.ts';

const resource = (kind: string, name: string): string =>
  `arn:aws:iot:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${kind}/${name}`;

const CSR = '$aws/certificates/create-from-csr/*';
const KEYS = '$aws/certificates/create/*';
const provisionBy = (template: string): string => `$aws/provisioning-templates/${template}/provision/*`;

const claimPolicy = (topics: readonly string[], subscribeTo: 'topicfilter' | 'topic' = 'topicfilter'): object => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: topics.map((topic) => resource('topic', topic)),
    },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: topics.map((topic) => resource(subscribeTo, topic)) },
  ],
});

const devicePolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: resource('client', '${iot:Connection.Thing.ThingName}') },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: resource('topic', 'acme/${iot:Connection.Thing.ThingName}/*'),
    },
    {
      Effect: 'Allow',
      Action: 'iot:Subscribe',
      Resource: resource('topicfilter', 'acme/${iot:Connection.Thing.ThingName}/*'),
    },
  ],
};

interface SeededPolicy {
  readonly name: string;
  readonly document: object;
  readonly generationId: string;
  /** Common name of the claim certificate that it is attached to. */
  readonly claim?: string;
}

/** Besides what works, what goes wrong in practice: no CSR is ever allowed, or `topic/` stands where `topicfilter/` must. */
export const POLICIES: readonly SeededPolicy[] = [
  {
    name: 'AcmeClaimPolicy',
    document: claimPolicy([CSR, provisionBy('acme-sensors'), provisionBy('acme-gateways')]),
    generationId: '6f0b8a13-2f4e-4c86-a9d5-0c7e3b1f5d28',
    claim: 'Acme claim',
  },
  {
    name: 'AcmeCameraClaimPolicy',
    document: claimPolicy([KEYS, provisionBy('acme-cameras')]),
    generationId: '0d5e7c92-61b3-4f08-8a4d-2e9f6b7c1a35',
    claim: 'Acme camera claim',
  },
  {
    name: 'AcmeMeterClaimPolicy',
    document: claimPolicy([CSR, provisionBy('acme-meters')], 'topic'),
    generationId: '91a2f6d4-3c7b-4e59-b0d8-5f1c8e2a7b63',
    claim: 'Acme meter claim',
  },
  { name: DEVICE_POLICY, document: devicePolicy, generationId: 'b4d91c57-83e0-4a6f-9c12-7e5a0f3d6b94' },
];
