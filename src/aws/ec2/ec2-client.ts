import { STSClient } from '@aws-sdk/client-sts';
import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols';
import { Command } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { ClientSettings } from '../connection/client-settings.ts';

/**
 * EC2 by the SDK's own protocol, signer and sockets, without its client for EC2, which is a tenth of everything that is
 * installed for five reads: docs/adr/0033-functions-in-a-vpc.md. The client of STS is loaded by every command already.
 */
export class Ec2Client extends STSClient {
  constructor(settings: ClientSettings) {
    super({ ...settings, ...EC2 });
  }
}

const NAMESPACE = 'com.amazonaws.ec2';

const EC2 = {
  serviceId: 'EC2',
  protocol: AwsEc2QueryProtocol,
  protocolSettings: {
    defaultNamespace: NAMESPACE,
    errorTypeRegistries: [],
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15',
    version: '2016-11-15',
  },
  httpAuthSchemeProvider: ({ region }: { readonly region?: string }) => [
    {
      schemeId: 'aws.auth#sigv4',
      signingProperties: { signingName: 'ec2', signingRegion: region },
      propertiesExtractor: (config: unknown, context: unknown) => ({ signingProperties: { config, context } }),
    },
  ],
};

/** A shape as the SDK has it: a number for what is plain, a tuple for the rest. */
type Shape = unknown;

/** By the member's name, its name on the wire and its shape. */
type Members = Readonly<Record<string, readonly [nameOnWire: string, shape: Shape]>>;

export const [TEXT, TRUTH] = [0, 2] as const;

export const structure = (name: string, members: Members): Shape => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members).map(([xmlName, shape]) => [() => shape, { xmlName }]),
];

/** EC2 calls each an `item`. */
export const listOf = (name: string, shape: Shape): Shape => [
  1,
  NAMESPACE,
  name,
  0,
  [() => shape, { xmlName: 'item' }],
];

const texts = listOf('ValueStringList', TEXT);
const request = structure('DescribeRequest', {
  Filters: ['Filter', listOf('FilterList', structure('Filter', { Name: ['Name', TEXT], Values: ['Value', texts] }))],
  NextToken: ['NextToken', TEXT],
});

export interface DescribeInput {
  readonly Filters: readonly { readonly Name: string; readonly Values: readonly string[] }[];
  readonly NextToken: string | undefined;
}

export interface DescribeOutput<T> {
  readonly items?: readonly T[];
  readonly NextToken?: string;
}

/** Of the client's settings, which name the endpoint whatever the Region: `clientSettings`. */
const ENDPOINT = {
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
} as const;

/** A command for one Describe operation, whose list is under `set`. */
export function describing<T>(plural: string, set: string, members: Members) {
  const output = structure(`Describe${plural}Result`, {
    items: [set, listOf(`${plural}List`, structure(plural, members))],
    NextToken: ['nextToken', TEXT],
  });
  const operation = [9, NAMESPACE, `Describe${plural}`, 0, () => request, () => output];
  return Command.classBuilder<DescribeInput, DescribeOutput<T> & Metadata, STSClient['config'], object, Metadata>()
    .ep(ENDPOINT)
    .m((_command, _client, config) => [getEndpointPlugin(config as never, ENDPOINT)])
    .s('EC2', `Describe${plural}`, {})
    .n('EC2Client', `Describe${plural}Command`)
    .sc(operation as never)
    .build();
}

interface Metadata {
  readonly $metadata: { readonly requestId?: string };
}
