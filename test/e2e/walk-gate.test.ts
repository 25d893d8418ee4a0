import {
  DeleteFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { regionOf, walk, walkTo } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

const FunctionName = 'certprov-signer';

/** What somebody else does while the operator reads the last page. */
const MEANWHILE: readonly (readonly [what: string, act: (lambda: LambdaClient) => Promise<unknown>, said: RegExp])[] = [
  [
    'the function is deleted',
    (lambda) => lambda.send(new DeleteFunctionCommand({ FunctionName })),
    /✗ the function certprov-signer no longer exists/,
  ],
  [
    'the function gets another timeout',
    (lambda) => lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 4 })),
    /✗ the function certprov-signer is not as it was tried: its timeout has changed/,
  ],
  [
    'nobody may invoke the function any more',
    (lambda) => lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
    /✗ the function certprov-signer is not as it was tried: its reserved concurrency\s+has changed/,
  ],
  [
    'AWS IoT is shut out',
    (lambda) => lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'certprov-certprov' })),
    /✗ AWS IoT may not invoke certprov-signer/,
  ],
];

describe.concurrent('between the trial and the switch', () => {
  it.each(MEANWHILE)('when %s, the provider is not made', async (_what, act, said) => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('confirmation', terminal);
    await account.elsewhere((client) => act(new LambdaClient(client)));
    terminal.type(`${PLACE}\r`);
    expect(await terminal.exited).toEqual({ exitCode: 3 });
    const text = terminal.scrollback().join('\n');
    expect(text).toMatch(said);
    expect(text).toContain('nothing that affects devices was done · 4 of 5 actions applied');
    expect((await regionOf(account)).certificateProviders).toEqual({});
  });
});
