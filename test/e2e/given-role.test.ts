import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { withoutTemplates } from '../faults/without-templates.ts';
import { Account, operationsOf, PROVEN, UNATTENDED } from './account.ts';

const ARN = 'arn:aws:iam::000000000000:role/others/iot-signer';
const GIVEN = ['--create-function', 'signer', '--role-arn', ARN];
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const trust = (Service: string): string =>
  document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

let seeded: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
});

interface OtherRole {
  readonly service?: string;
  /** Absent: what certprov asks for. */
  readonly policy?: string;
}

/** A role that another team made, by what `init --plan` shows that it needs. */
async function withRole(
  { service = 'lambda.amazonaws.com', policy }: OtherRole = {},
  start = seeded,
): Promise<Account> {
  const account = start.copy();
  const PolicyDocument = policy ?? (await shownPolicy(account));
  await account.elsewhere(async (client) => {
    const iam = new IAMClient(client);
    const role = { RoleName: 'iot-signer', Path: '/others/', AssumeRolePolicyDocument: trust(service) };
    await iam.send(new CreateRoleCommand(role));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'iot-signer', PolicyName: 'sign', PolicyDocument }));
  });
  return account;
}

/** The second document on the page: the first is the trust policy. */
async function shownPolicy(account: Account): Promise<string> {
  const { stderr } = await account.run([...UNATTENDED, '--plan', ...GIVEN]);
  const text = stderr.slice(stderr.indexOf('it has to be allowed this much'));
  const shown = /^ {4}\{\n.*?^ {4}\}$/ms.exec(text)?.[0] ?? '';
  return JSON.stringify(JSON.parse(shown));
}

const codesOf = (run: { json(): object }): readonly string[] => {
  const { findings, error } = run.json() as {
    readonly findings?: readonly { readonly code: string }[];
    readonly error?: { readonly details: { readonly findings: readonly { readonly code: string }[] } };
  };
  return (findings ?? error?.details.findings ?? []).map(({ code }) => code);
};

describe.concurrent('a role that somebody else made', () => {
  it('is used, with the policy that the plan shows, and left as it is', async () => {
    const account = await withRole();
    const before = await account.snapshot();
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run([...PROVEN, ...GIVEN]);
    });
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.stderr).not.toMatch(/! .*role/);
    expect(operationsOf(requests).filter((operation) => /^(Create|Put|Tag|Update).*Role/.test(operation))).toEqual([]);
    const again = await account.run([...PROVEN, ...GIVEN]);
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    const back = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(before);
  });

  it('that is not there, is for another service, or is allowed too little, is a blocker', async () => {
    const none = await seeded.copy().run([...UNATTENDED, ...GIVEN, '--json']);
    expect(none.json().error?.message).toContain(`there is no role ${ARN}`);
    const iot = await (await withRole({ service: 'iot.amazonaws.com' })).run([...UNATTENDED, ...GIVEN, '--json']);
    expect(iot.json().error?.message).toContain('Lambda may not assume the role iot-signer');
    const logs = document({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
    const little = await (await withRole({ policy: logs })).run([...UNATTENDED, ...GIVEN, '--plan', '--json']);
    // Its CA has no policy that is seen here: whether that one allows it is not known.
    expect(codesOf(little)).toContain('ROLE_NOT_CHECKED');
    const deny = document({ Effect: 'Deny', Action: 'acm-pca:*', Resource: '*' });
    const denied = await (await withRole({ policy: deny })).run([...UNATTENDED, ...GIVEN, '--json']);
    expect(denied.json().error?.message).toMatch(
      /the role iot-signer may not acm-pca:IssueCertificate.*a policy denies it/,
    );
    for (const run of [none, iot, denied]) {
      expect(run.exitCode).toBe(3);
      expect(codesOf(run)).toContain('ROLE_UNUSABLE');
    }
  });

  it('that may write no log is a warning', async () => {
    const account = seeded.copy();
    const { Statement } = JSON.parse(await shownPolicy(account)) as {
      readonly Statement: readonly { readonly Sid: string }[];
    };
    const silent = await withRole({ policy: document(...Statement.filter(({ Sid }) => Sid !== 'WriteOwnLog')) });
    const run = await silent.run([...UNATTENDED, ...GIVEN]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('the signer would leave no log');
  });

  it('that nobody here may look at is said not to be checked, and used all the same', async () => {
    const account = await withRole();
    account.deny(['iam:GetRole', 'iam:SimulatePrincipalPolicy'], { Resource: ARN });
    const run = await account.run([...UNATTENDED, ...GIVEN, '--json']);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(codesOf(run).filter((code) => code === 'ROLE_NOT_CHECKED')).toHaveLength(2);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('whether Lambda may assume the role was not checked');
  });

  it('makes no template for a canary, and says so', async () => {
    const account = await withoutTemplates(await withRole());
    const run = await account.run([...PROVEN, ...GIVEN, '--json']);
    expect(run.exitCode).toBe(3);
    expect(codesOf(run)).toContain('CANARY_NEEDS_TEMPLATE');
    expect((await account.run([...UNATTENDED, ...GIVEN])).exitCode).toBe(0);
  });
});

describe.concurrent('a flag that will not do is an error before anything is read', () => {
  const KEY = 'arn:aws:kms:us-east-1:000000000000:key/x';
  const role = (account: string): string => `arn:aws:iam::${account}:role/x`;
  it.each([
    [['--permissions-boundary', 'workload-boundary'], /takes the ARN of a managed policy/],
    [['--permissions-boundary', 'arn:aws-cn:iam::000000000000:policy/x'], /takes the ARN of a managed policy/],
    [['--permissions-boundary', 'arn:aws:iam::111122223333:policy/x'], /is in account 111122223333/],
    [['--role-path', 'workloads'], /it begins and ends with \//],
    [['--role-path', '/work loads/'], /it begins and ends with \//],
    [['--role-arn', 'x'], /takes the ARN of a role/],
    [['--role-arn', role('111122223333')], /is in account 111122223333/],
    [['--role-arn', role('000000000000'), '--role-path', '/x/'], /--role-arn and --role-path exclude each other/],
    [
      ['--role-arn', role('000000000000'), '--function', 'acme-iot-signer'],
      /--role-arn is for a function that is created/,
    ],
    [['--encryption-key', 'alias/x'], /takes the ARN of a key/],
    [['--encryption-key', 'arn:aws:kms:us-east-1:000000000000:alias/x'], /takes the ARN of a key/],
    [['--encryption-key', 'arn:aws:kms:eu-central-1:000000000000:key/x'], /is in eu-central-1/],
    [['--encryption-key', KEY, '--function', 'acme-iot-signer'], /--encryption-key is for a function that is created/],
    [['--tags', 'CostCenter'], /takes Key=Value/],
    [['--tags', '=1'], /a key has 1 to 128/],
    [['--tags', `a=${'b'.repeat(257)}`], /a value up to 256/],
    [['--tags', 'a=b#c'], /is not valid/],
    [['--tags', 'aws:x=1'], /begin with aws: or certprov: are taken/],
    [['--tags', 'Certprov:made-by=me'], /begin with aws: or certprov: are taken/],
    [['--tags', 'a=1', '--tags', 'A=2'], /gives A twice/],
    [Array.from({ length: 47 }, (_, i) => ['--tags', `k${i}=v`]).flat(), /AWS allows 50/],
    [['--name-prefix', 'acme/'], /up to 32 letters/],
    [['--name-prefix', 'a'.repeat(33)], /up to 32 letters/],
    [['--name-prefix', 'a'.repeat(32), '--create-function', 'b'.repeat(33)], /1 to 64 letters/],
  ])('%j', async (flags, said) => {
    const account = seeded.copy();
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run([...UNATTENDED, ...flags, '--json']);
    });
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({ code: 'USAGE_INVALID', message: expect.stringMatching(said) as string });
    expect(operationsOf(requests).every((operation) => /^(Get|List|Describe)/.test(operation))).toBe(true);
  });
});
