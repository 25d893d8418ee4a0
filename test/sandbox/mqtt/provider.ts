import { CreateCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { AddPermissionCommand, LambdaClient, type AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import type { TemporaryAccount } from '../temporary-account.ts';

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export const PROVIDER_ARN = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/ours';

/** Puts a function behind CreateCertificateFromCsr. */
export async function createProvider(account: TemporaryAccount, functionName: string): Promise<void> {
  await new IoTClient(account.client).send(
    new CreateCertificateProviderCommand({
      certificateProviderName: 'ours',
      lambdaFunctionArn: functionArn(functionName),
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
    }),
  );
}

/** Lets AWS IoT invoke a function, as far as the conditions go. */
export async function permit(
  account: TemporaryAccount,
  functionName: string,
  conditions: Pick<AddPermissionCommandInput, 'SourceArn' | 'SourceAccount'> = {
    SourceArn: PROVIDER_ARN,
    SourceAccount: '000000000000',
  },
): Promise<void> {
  await new LambdaClient(account.client).send(
    new AddPermissionCommand({
      FunctionName: functionName,
      StatementId: 'iot',
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      ...conditions,
    }),
  );
}
