import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';

export const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';
export const ROLE = 'arn:aws:iam::000000000000:role/acme-iot-signer-role';

export const zip = (source: string): Uint8Array => zipSync({ 'index.mjs': strToU8(source) });
export const ECHO = zip('export const handler = async (event) => ({ first: event });');

/** An account whose time passes only when a test says so. */
export interface LambdaAccount {
  readonly account: TemporaryAccount;
  readonly lambda: LambdaClient;
  readonly pass: (milliseconds: number) => void;
  readonly create: (name: string, more?: Partial<CreateFunctionCommandInput>) => ReturnType<typeof createFunction>;
  readonly invoke: (name: string, event?: object, qualifier?: string) => ReturnType<typeof invokeFunction>;
}

export async function openLambdaAccount(): Promise<LambdaAccount> {
  let now = new Date();
  const account = await temporaryAccount({
    clock: { now: () => now },
    settings: { functionPendingMs: 60_000, roleDelayMs: 10_000 },
  });
  const lambda = new LambdaClient(account.client);
  return {
    account,
    lambda,
    pass(milliseconds) {
      now = new Date(now.getTime() + milliseconds);
    },
    create: (name, more) => createFunction(lambda, name, more),
    invoke: (name, event, qualifier) => invokeFunction(lambda, name, event, qualifier),
  };
}

function createFunction(lambda: LambdaClient, name: string, more: Partial<CreateFunctionCommandInput> = {}) {
  return lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: ECHO },
      ...more,
    }),
  );
}

async function invokeFunction(lambda: LambdaClient, name: string, event: object = {}, qualifier?: string) {
  const out = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), Qualifier: qualifier, LogType: 'Tail' }),
  );
  return { ...out, answer: JSON.parse(Buffer.from(out.Payload!).toString()) as unknown };
}
