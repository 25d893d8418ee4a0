import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import type { FunctionInvoker } from './ports/ports.ts';
import { present } from './present.ts';

export function lambdaInvoker(connection: Connection): FunctionInvoker {
  const lambda = connectClient(LambdaClient, connection, 'lambda', 'invoke');
  const call = callOver(connection);

  return {
    async invoke(functionArn, payload) {
      const action = 'lambda:InvokeFunction';
      const command = new InvokeCommand({
        FunctionName: functionArn,
        InvocationType: 'RequestResponse',
        LogType: 'Tail',
        Payload: Buffer.from(JSON.stringify(payload)),
      });
      let start = 0;
      // Whatever may have reached the function may have issued a certificate; what Lambda throttles did not reach it.
      const answer = await call({ action, resource: functionArn, repeat: 'refused' }, (options) => {
        start = performance.now();
        return lambda.send(command, options);
      });
      const elapsedMs = performance.now() - start;
      // Any bytes are a valid payload, so this alone tells Lambda from a login page.
      present(answer.$metadata.requestId || undefined, 'request id', action);
      return {
        payload: Buffer.from(answer.Payload ?? []).toString('utf8'),
        functionError: answer.FunctionError,
        logTail: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
        executedVersion: answer.ExecutedVersion,
        elapsedMs,
      };
    },
  };
}
