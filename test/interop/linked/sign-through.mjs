import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { compare } from './devices.mjs';

const FUNCTION = 'certprov-signer';

/** The deployed function, asked as AWS IoT would: what becomes of a CSR, in a word or two. */
export function signThrough(env) {
  const lambda = new LambdaClient({
    endpoint: env['AWS_ENDPOINT_URL'],
    region: env['AWS_REGION'],
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'], secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] },
  });
  return async function sign(csr) {
    const event = { certificateSigningRequest: csr, principalId: 'a'.repeat(64), clientId: 'lathe' };
    const command = new InvokeCommand({ FunctionName: FUNCTION, Payload: JSON.stringify(event) });
    const { FunctionError, Payload } = await lambda.send(command);
    const answer = JSON.parse(Buffer.from(Payload).toString());
    if (FunctionError === undefined) return { outcome: compare(csr, answer.certificatePem), ...answer };
    return { outcome: `refused: ${answer.errorType}`, ...answer };
  };
}
