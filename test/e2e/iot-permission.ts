import { AddPermissionCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import type { ClientConfig } from './account.ts';

const STATEMENT = { FunctionName: 'certprov-signer', StatementId: 'certprov-certprov' };

/** AWS IoT may no longer invoke the signer, so that devices are refused. */
export const closeToIot = (client: ClientConfig): Promise<unknown> =>
  new LambdaClient(client).send(new RemovePermissionCommand(STATEMENT));

/** It may again, as `init` had granted it. */
export const openToIot = (client: ClientConfig): Promise<unknown> =>
  new LambdaClient(client).send(
    new AddPermissionCommand({
      ...STATEMENT,
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      SourceAccount: '000000000000',
      SourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov',
    }),
  );
