import * as pca from '@aws-sdk/client-acm-pca';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as iam from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import { modelOf } from '../../../../src/sandbox/wire/models/model-of.ts';
import type { ServiceModel } from '../../../../src/sandbox/wire/models/service-model.ts';
import type { ClientConfig } from '../../temporary-sandbox.ts';
import { ec2 } from './ec2-sdk.ts';

const CLIENTS: Readonly<Record<string, readonly [sdk: object, client: string]>> = {
  'acm-pca': [pca, 'ACMPCAClient'],
  cloudtrail: [cloudtrail, 'CloudTrailClient'],
  ec2: [ec2, 'EC2Client'],
  iam: [iam, 'IAMClient'],
  iot: [iot, 'IoTClient'],
  kms: [kms, 'KMSClient'],
  lambda: [lambda, 'LambdaClient'],
  logs: [logs, 'CloudWatchLogsClient'],
  monitoring: [cloudwatch, 'CloudWatchClient'],
  secretsmanager: [secrets, 'SecretsManagerClient'],
  sts: [sts, 'STSClient'],
};

export const SERVICES = Object.keys(CLIENTS);

/** `not sent`: AWS's client found it impossible, before any server could. */
export interface Answer {
  readonly status: number | 'not sent';
  readonly code: string;
  readonly message: string;
}

export interface ServiceClient {
  readonly model: ServiceModel;
  readonly send: (operation: string, input: object) => Promise<Answer>;
  /**
   * Why a request would not reach the server as what it is: the pinned client knows nothing of a member and leaves it out,
   * or an empty name in the path makes a request of no operation or of another one.
   */
  readonly cannotSend: (operation: string, member: string, input: object) => boolean;
}

interface AnyClient {
  readonly send: (command: object) => Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>;
}
type Maker = new (argument: object) => AnyClient;

/** AWS's own client of a service, for requests that no type of it would allow. */
export async function serviceClient(service: string, config: ClientConfig): Promise<ServiceClient> {
  const [sdk, name] = CLIENTS[service]!;
  const made = sdk as Readonly<Record<string, Maker>>;
  const client = new made[name]!(config);
  return {
    model: (await modelOf(service))!,
    cannotSend(operation, member, input) {
      const schema = (sdk as Readonly<Record<string, readonly unknown[]>>)[`${operation}$`];
      // The old client of Private CA publishes no schemas, and sends what it is given.
      if (schema === undefined) return false;
      const members = new Map(NormalizedSchema.of(schema[4] as never).structIterator());
      const isEmpty = (input as Readonly<Record<string, unknown>>)[member] === '';
      return !members.has(member) || (isEmpty && Boolean(members.get(member)!.getMergedTraits().httpLabel));
    },
    async send(operation, input) {
      try {
        const { $metadata } = await client.send(new made[`${operation}Command`]!(input));
        return { status: $metadata.httpStatusCode ?? 0, code: '', message: '' };
      } catch (error) {
        const { name: code, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
        return { status: $metadata?.httpStatusCode ?? 'not sent', code, message };
      }
    },
  };
}
