import { CreateFunctionCommand, GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import type { Account } from '../../e2e/account.ts';

interface ForeignFunction {
  readonly name: string;
  /** Of the one file in it. */
  readonly source: string;
  readonly description?: string;
  readonly variables?: Record<string, string>;
}

/** A function of somebody else's, with the role of one that is there. */
export async function withFunction(
  account: Account,
  { name, source, description, variables }: ForeignFunction,
): Promise<Account> {
  await account.elsewhere(async (client) => {
    const lambda = new LambdaClient(client);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'acme-iot-signer' }));
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: Configuration!.Role,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Description: description,
        Code: { ZipFile: zipSync({ 'index.mjs': Buffer.from(source) }) },
        Environment: { Variables: variables },
      }),
    );
  });
  return account;
}
