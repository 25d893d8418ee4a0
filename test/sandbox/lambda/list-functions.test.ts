import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { openLambdaAccount } from './lambda-account.ts';

const { account, lambda } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

describe('many functions', () => {
  it('are listed 50 to a page, each once, whatever MaxItems says', async () => {
    await account.store.change((state) => {
      const { functions } = state.regions['us-east-1']!.lambda;
      const model = { ...functions['nightly-report']! };
      for (let i = 0; i < 130; i += 1) functions[`many-${i}`] = { ...model, functionName: `many-${i}` };
    });
    const pages: string[][] = [];
    for await (const { Functions } of paginateListFunctions({ client: lambda, pageSize: 500 }, {})) {
      pages.push((Functions ?? []).map(({ FunctionName }) => FunctionName!));
    }
    const many = pages.flat().filter((name) => name.startsWith('many-'));

    expect(pages.slice(0, -1).every((names) => names.length === 50)).toBe(true);
    expect(new Set(many).size).toBe(130);
    expect(many).toHaveLength(130);
  });
});
