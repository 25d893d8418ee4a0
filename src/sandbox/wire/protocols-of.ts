import { awsJson } from './protocols/aws-json.ts';
import { awsQuery } from './protocols/aws-query.ts';
import { ec2Query } from './protocols/ec2-query.ts';
import type { Protocol, ProtocolFamily } from './protocols/protocol.ts';
import { restJson } from './protocols/rest-json.ts';
import { rpcV2Cbor } from './protocols/rpc-v2-cbor.ts';
import { s3 } from './protocols/s3.ts';
import type { ShapeTable } from './schemas/operation-shape.ts';
import type { WireRequest } from './message.ts';

const cloudwatchShapes = async (): Promise<ShapeTable> => (await import('./schemas/cloudwatch.ts')).cloudwatchShapes;
const CLOUDWATCH_TARGET = 'GraniteServiceVersion20100801';

/** The protocols of each service, by signing name. Shapes are loaded when a service is first called. */
const PROTOCOLS: Readonly<Record<string, readonly Protocol[]>> = {
  iot: [
    restJson({
      shapes: async () => (await import('./schemas/iot.ts')).iotShapes,
      otherRoutes: async () => (await import('./schemas/iot-routes.ts')).iotRoutes,
    }),
  ],
  lambda: [
    restJson({
      shapes: async () => (await import('./schemas/lambda.ts')).lambdaShapes,
      otherRoutes: async () => (await import('./schemas/lambda-routes.ts')).lambdaRoutes,
      capitalMessages: ['ResourceNotFoundException', 'AccessDeniedException'],
    }),
  ],
  iam: [
    awsQuery({
      xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      shapes: async () => (await import('./schemas/iam.ts')).iamShapes,
      timestamps: 'date',
    }),
  ],
  sts: [
    awsQuery({
      xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      shapes: async () => (await import('./schemas/sts.ts')).stsShapes,
      timestamps: 'date',
    }),
  ],
  ec2: [ec2Query(async () => (await import('./schemas/ec2.ts')).ec2Shapes)],
  'acm-pca': [awsJson({ targetPrefix: 'ACMPrivateCA' })],
  kms: [
    awsJson({
      targetPrefix: 'TrentService',
      shapes: async () => (await import('./schemas/kms.ts')).kmsShapes,
    }),
  ],
  secretsmanager: [
    awsJson({
      targetPrefix: 'secretsmanager',
      shapes: async () => (await import('./schemas/secrets-manager.ts')).secretsManagerShapes,
      messageMember: 'Message',
    }),
  ],
  logs: [
    awsJson({
      targetPrefix: 'Logs_20140328',
      shapes: async () => (await import('./schemas/logs.ts')).logsShapes,
    }),
  ],
  cloudtrail: [
    awsJson({
      // As the SDK for JavaScript calls it, and as the AWS CLI does.
      targetPrefix: ['CloudTrail_20131101', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101'],
      shapes: async () => (await import('./schemas/cloudtrail.ts')).cloudTrailShapes,
    }),
  ],
  s3: [s3],
  // Newer clients speak awsJson or CBOR to CloudWatch, older ones awsQuery.
  monitoring: [
    rpcV2Cbor({ serviceName: CLOUDWATCH_TARGET, shapes: cloudwatchShapes }),
    awsJson({ targetPrefix: CLOUDWATCH_TARGET, shapes: cloudwatchShapes, isQueryCompatible: true }),
    awsQuery({
      xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
      shapes: cloudwatchShapes,
      timestamps: 'epoch',
    }),
  ],
};

/** How a service is spoken to in this request; undefined for a service that the sandbox has not. */
export function protocolOf(signingName: string, request: WireRequest): Protocol | undefined {
  const protocols = Object.hasOwn(PROTOCOLS, signingName) ? PROTOCOLS[signingName]! : [];
  return protocols.find((protocol) => protocol.accepts(request)) ?? protocols[0];
}

const GENERIC: Readonly<Record<ProtocolFamily, Protocol>> = {
  'rest-json': restJson({ shapes: async () => new Map(), otherRoutes: async () => [] }),
  'rest-xml': s3,
  'aws-json': awsJson({ targetPrefix: '' }),
  'aws-query': awsQuery({
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    shapes: async () => new Map(),
    timestamps: 'date',
  }),
  'ec2-query': ec2Query(async () => new Map()),
  'rpc-v2-cbor': rpcV2Cbor({ serviceName: '', shapes: async () => new Map() }),
};

/** To answer a request that names no service of the sandbox, in the protocol that it seems to speak. */
export function guessedProtocol(request: WireRequest): Protocol {
  const families: readonly ProtocolFamily[] = ['rpc-v2-cbor', 'aws-json', 'aws-query', 'rest-json'];
  return GENERIC[families.find((family) => GENERIC[family].accepts(request)) ?? 'rest-json'];
}
