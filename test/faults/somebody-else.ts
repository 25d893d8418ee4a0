import { CreateCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { ClientConfig } from '../e2e/account.ts';

/** What somebody else does with the account. */
export type Act = (client: ClientConfig) => Promise<unknown>;

/** The signer that `init` makes when nothing else is asked for. */
export const FunctionName = 'certprov-signer';
export const RoleName = 'certprov-signer-us-east-1';

export const arnOf = (service: string, rest: string): string => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

export const lambda = (client: ClientConfig): LambdaClient => new LambdaClient(client);

export const assumableBy = (service: string): string => trustIn({ Service: `${service}.amazonaws.com` });

export const trustIn = (Principal: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });

export const otherCode = zipSync({ 'index.mjs': strToU8('export const handler = async () => ({});') });

export const makeProvider =
  (certificateProviderName: string, name = 'acme-iot-signer'): Act =>
  (client) =>
    new IoTClient(client).send(
      new CreateCertificateProviderCommand({
        certificateProviderName,
        lambdaFunctionArn: arnOf('lambda', `function:${name}`),
        accountDefaultForOperations: ['CreateCertificateFromCsr'],
      }),
    );
