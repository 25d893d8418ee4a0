import {
  CreateCodeSigningConfigCommand,
  LambdaClient,
  PutFunctionCodeSigningConfigCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { oneLine } from '../support/text.ts';
import { Account, PROVEN, UNATTENDED } from './account.ts';

const NAME = 'acme-iot-signer';
const EXISTING = ['--function', NAME, '--ca', 'Acme Device CA P256'];
const PROFILE = 'arn:aws:signer:us-east-1:000000000000:/signing-profiles/team/abcdefghij';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

const sign = (account: Account, policy: 'Warn' | 'Enforce', FunctionName = NAME): Promise<string> =>
  account.elsewhere(async (client) => {
    const lambda = new LambdaClient(client);
    const { CodeSigningConfig } = await lambda.send(
      new CreateCodeSigningConfigCommand({
        AllowedPublishers: { SigningProfileVersionArns: [PROFILE] },
        CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
      }),
    );
    const CodeSigningConfigArn = CodeSigningConfig!.CodeSigningConfigArn!;
    await lambda.send(new PutFunctionCodeSigningConfigCommand({ FunctionName, CodeSigningConfigArn }));
    return CodeSigningConfigArn;
  });

const ENFORCED = { code: 'FUNCTION_CODE_SIGNED', severity: 'warning' };

describe.concurrent('a function for which Lambda takes signed code only', () => {
  it('is what init says before the switch, and status behind it, to the way back', async () => {
    const account = seeded.copy();
    const arn = await sign(account, 'Enforce');
    const before = await account.snapshot();
    const plan = await account.run([...UNATTENDED, ...EXISTING, '--plan', '--json']);
    expect(plan, plan.stderr).toMatchObject({ exitCode: 0 });
    expect(plan.json()['findings']).toContainEqual(expect.objectContaining(ENFORCED));
    const on = await account.run([...PROVEN, ...EXISTING]);
    expect(on, on.stderr).toMatchObject({ exitCode: 0 });
    expect(oneLine(on.stderr)).toContain(`code signing: ${arn} · Enforce`);
    const status = await account.run(['status', '--sandbox', '--json']);
    expect(status.exitCode).toBe(0);
    expect(status.json()).toMatchObject({
      provider: { function: { codeSigning: { configArn: arn, policy: 'Enforce' } } },
    });
    expect(status.json()['findings']).toContainEqual(expect.objectContaining(ENFORCED));
    const back = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(before);
  });

  it('is no matter for a warning where its policy is Warn, and a line of status', async () => {
    const account = seeded.copy();
    const arn = await sign(account, 'Warn');
    const on = await account.run([...UNATTENDED, ...EXISTING, '--json']);
    expect(on, on.stderr).toMatchObject({ exitCode: 0 });
    expect(on.json()['findings']).not.toContainEqual(expect.objectContaining(ENFORCED));
    expect(oneLine((await account.run(['status', '--sandbox'])).stdout)).toContain(`✓ code signing ${arn} · Warn`);
    await account.fault({ operation: 'GetCodeSigningConfig', kind: 'access-denied', times: 'always' });
    const unread = await account.run(['status', '--sandbox']);
    expect(oneLine(unread.stdout)).toContain(`– code signing ${arn} · policy not read`);
  });

  it('goes on signing, and takes no other code that is not signed', async () => {
    const account = seeded.copy();
    await sign(account, 'Enforce');
    const code = zipSync({ 'index.mjs': Buffer.from('export const handler = async () => ({});') });
    const update = account.elsewhere((client) =>
      new LambdaClient(client).send(new UpdateFunctionCodeCommand({ FunctionName: NAME, ZipFile: code })),
    );
    await expect(update).rejects.toMatchObject({ name: 'CodeVerificationFailedException' });
    expect((await account.run(['dry-run', '--sandbox', ...EXISTING, '--json'])).json()).toMatchObject({
      verdict: 'pass',
    });
  });
});

describe('an account where only signed code may be deployed', () => {
  it('refuses the built-in signer, and certprov says whose work that is', async () => {
    const account = seeded.copy();
    account.deny('lambda:CreateFunction', { Condition: { Null: { 'lambda:CodeSigningConfigArn': 'true' } } });
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.exitCode).not.toBe(0);
    expect(JSON.stringify(run.json())).toContain(
      'certprov cannot sign code, so have the team that signs deploy the function',
    );
    account.limit(undefined);
    await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});
