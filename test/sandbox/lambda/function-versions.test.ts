import {
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { ARN, zip, openLambdaAccount } from './lambda-account.ts';

const { account, create, invoke, lambda, pass } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

describe('a function with versions', () => {
  it('keeps what was published', async () => {
    await create('versions', { Publish: true });
    pass(60_000);
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'versions',
        ZipFile: zip(`export const handler = async () => 'new';`),
      }),
    );
    pass(60_000);
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'versions' }));
    const again = await lambda.send(new PublishVersionCommand({ FunctionName: 'versions' }));

    expect([Version, again.Version]).toEqual(['2', '2']);
    expect(await invoke('versions', {}, '1')).toMatchObject({ answer: { first: {} }, ExecutedVersion: '1' });
    expect(await invoke('versions', {}, '2')).toMatchObject({ answer: 'new', ExecutedVersion: '2' });
    const { FunctionArn } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: 'versions', Qualifier: '1' }),
    );
    expect(FunctionArn).toBe(`${ARN}versions:1`);
  });

  it('lists its versions as they were made, page by page', async () => {
    await create('many', { Publish: true });
    pass(60_000);
    for (let memory = 129; memory < 139; memory += 1) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'many', MemorySize: memory }));
      pass(60_000);
      await lambda.send(new PublishVersionCommand({ FunctionName: 'many' }));
    }
    const listed: [string | undefined, string | undefined][] = [];
    let marker: string | undefined;
    do {
      const { Versions = [], NextMarker } = await lambda.send(
        new ListVersionsByFunctionCommand({ FunctionName: 'many', MaxItems: 5, Marker: marker }),
      );
      expect(Versions.length).toBeLessThanOrEqual(5);
      listed.push(...Versions.map((version): (typeof listed)[number] => [version.Version, version.FunctionArn]));
      marker = NextMarker;
    } while (marker !== undefined);

    const numbers = ['$LATEST', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'];
    expect(listed).toEqual(numbers.map((version) => [version, `${ARN}many:${version}`]));
  });
});
