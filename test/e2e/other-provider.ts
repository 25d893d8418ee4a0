import { CreateCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import type { ClientConfig } from './account.ts';

/** Somebody else makes the account's certificate provider: `theirs`, with this function. */
export const switchByOthers = (config: ClientConfig, functionName = 'acme-iot-signer') =>
  new IoTClient(config).send(
    new CreateCertificateProviderCommand({
      certificateProviderName: 'theirs',
      lambdaFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
    }),
  );
