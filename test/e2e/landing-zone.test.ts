import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { IoTClient, ListTagsForResourceCommand } from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKLOAD_BOUNDARY } from '../../src/sandbox/seed/landing-zone.ts';
import { withoutTemplates } from '../faults/without-templates.ts';
import { oneLine } from '../support/text.ts';
import { Account, mutating, operationsOf, PROVEN, UNATTENDED } from './account.ts';

const TAGS = ['--tags', 'CostCenter=1234', '--tags', 'Owner=iot team'];
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  '--permissions-boundary': ['--permissions-boundary', WORKLOAD_BOUNDARY],
  '--role-path': ['--role-path', '/workloads/'],
  '--name-prefix': ['--name-prefix', 'acme-'],
  '--tags': TAGS,
};
const ALL = Object.values(FLAGS).flat();
const ROLE = 'acme-certprov-signer-us-east-1';

let zone: Account;
let on: Account;

beforeAll(async () => {
  zone = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'landing-zone']);
  on = await zone.after([...PROVEN, ...ALL]);
});

describe.concurrent('in an account with rules of an organization, init', () => {
  it('without any flag is told before it begins, and refused, with what such rules often want', async () => {
    const account = zone.copy();
    const { exitCode, stderr, ...run } = await account.run([...UNATTENDED, '--json']);
    expect(exitCode).toBe(1);
    expect(oneLine(stderr)).toContain(
      'iam:CreateRole was refused: a service control policy denies it to user/operator',
    );
    const { error } = run.json();
    expect(error).toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      details: { policyType: 'service control', explicitDeny: true },
    });
    expect(error?.fix).toContain('ask the administrators of your AWS organization');
    expect(error?.fix).toContain(
      'what this run did not give: --permissions-boundary, --role-path, --name-prefix, --tags or --role-arn (docs/landing-zones.md)',
    );
    expect(await account.snapshot()).toEqual(await zone.snapshot());
    const plan = (await account.run([...UNATTENDED, '--plan', '--json'])).json() as unknown as {
      readonly findings: readonly { readonly code: string; readonly fix: string }[];
    };
    const unknown = plan.findings.find(({ code }) => code === 'RIGHTS_UNKNOWN');
    expect(unknown?.fix).toContain(
      '--permissions-boundary, --role-path, --name-prefix, --tags, --role-arn, --encryption-key or --subnet-ids',
    );
  });

  it.each(Object.keys(FLAGS))('without %s alone is refused by a sentence that names it', async (left) => {
    const account = zone.copy();
    const given = Object.entries(FLAGS).flatMap(([flag, words]) => (flag === left ? [] : words));
    const run = await account.run([...UNATTENDED, ...given, '--json']);
    expect(run.exitCode).toBe(1);
    const { error } = run.json();
    expect(error?.code).toBe('AWS_ACCESS_DENIED');
    expect(error?.fix).toMatch(new RegExp(`what this run did not give: ${left}( or --role-arn)? `));
    expect(await account.snapshot()).toEqual(await zone.snapshot());
  });

  it('with all of them is proven, and shows them in the plan', async () => {
    const account = zone.copy();
    const run = await account.run([...PROVEN, ...ALL]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const said = oneLine(run.stderr);
    expect(said).toContain('only Lambda may assume it · path /workloads/ · boundary workload-boundary');
    expect(said).toContain('tags on all that is made: CostCenter=1234, Owner=iot team');
    expect(said).toContain('user/operator may do all of it, and roll it back, as IAM simulates it');
    const made = await account.elsewhere(async (client) => {
      const { Role } = await new IAMClient(client).send(new GetRoleCommand({ RoleName: ROLE }));
      const { Tags } = await new LambdaClient(client).send(
        new GetFunctionCommand({ FunctionName: 'acme-certprov-signer' }),
      );
      const { tags } = await new IoTClient(client).send(
        new ListTagsForResourceCommand({
          resourceArn: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov',
        }),
      );
      return { Role, Tags, tags };
    });
    const tag = { Key: 'Owner', Value: 'iot team' };
    expect(made).toMatchObject({
      Role: {
        Arn: `arn:aws:iam::000000000000:role/workloads/${ROLE}`,
        PermissionsBoundary: { PermissionsBoundaryArn: WORKLOAD_BOUNDARY },
        Tags: expect.arrayContaining([tag]) as object,
      },
      Tags: { CostCenter: '1234', Owner: 'iot team', 'certprov:made-by': 'certprov' },
      tags: expect.arrayContaining([tag]) as object,
    });
  });

  it('again with the same flags finds all of it there', async () => {
    const account = on.copy();
    let exitCode: number | null = null;
    const requests = await account.requestsOf(async () => {
      ({ exitCode } = await account.run([...PROVEN, ...ALL]));
    });
    expect(exitCode).toBe(0);
    expect(mutating(requests)).toEqual([]);
  });

  it.each([
    [
      'another boundary',
      ['--permissions-boundary', 'arn:aws:iam::000000000000:policy/other'],
      /the boundary .*workload-boundary on the role/,
    ],
    ['another path', ['--role-path', '/other/'], /the role path \/workloads\//],
    [
      'another tag',
      ['--tags', 'Owner=others'],
      /other tags on the role \(Owner\), other tags on the function \(Owner\)/,
    ],
    ['another prefix', ['--name-prefix', 'other-'], /the function acme-certprov-signer/],
    [
      'a role of others',
      ['--role-arn', 'arn:aws:iam::000000000000:role/others'],
      /the role arn:.*:role\/workloads\/acme-/,
    ],
  ])('again with %s says what differs, and changes nothing', async (_what, flags, said) => {
    const account = on.copy();
    const run = await account.run([...UNATTENDED, ...flags, '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json().error?.message).toMatch(said);
    expect(await account.snapshot()).toEqual(await on.snapshot());
  });

  it('that was cut off says the same of what it left', async () => {
    const account = zone.copy();
    await account.fault({ operation: 'CreateFunction', kind: 'explicit-deny' });
    expect((await account.run([...UNATTENDED, ...ALL])).exitCode).toBe(1);
    const other = await account.run([...UNATTENDED, ...ALL, '--tags', 'More=1', '--json']);
    expect(other.exitCode).toBe(3);
    expect(other.json().error?.message).toMatch(/of an earlier run .* other tags on the role \(More\)/);
    expect((await account.run([...UNATTENDED, ...ALL])).exitCode).toBe(0);
  });

  it('is taken back whole, also where no journal is left', async () => {
    for (const account of [on.copy(), on.withoutJournal()]) {
      const run = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
      expect(run, run.stderr).toMatchObject({ exitCode: 0 });
      expect(await account.snapshot()).toEqual(await zone.snapshot());
    }
  });

  it('makes the template of its canary within the rules, and removes it', async () => {
    const account = await withoutTemplates(zone);
    const before = await account.snapshot();
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run([...PROVEN, ...ALL]);
    });
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(oneLine(run.stderr)).toContain(
      'acme-certprov-canary-us-east-1 for the canary: may do nothing, and goes with it',
    );
    expect(operationsOf(requests)).toContain('DeleteProvisioningTemplate');
    const again = await account.run(['canary', '--sandbox', ...ALL]);
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect((await account.run(['canary', '--sandbox'])).exitCode).toBe(1);
    await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(await account.snapshot()).toEqual(before);
  });
});

describe.concurrent('the policy of the operator', () => {
  const printed = async (account: Account, ...flags: readonly string[]): Promise<object> => {
    const tasks = ['--for', 'init', 'rollback-all', 'canary'];
    const run = await account.run(['policy', 'operator', '--sandbox', ...tasks, ...flags]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    return run.json();
  };
  const NAMES = ALL.filter((word) => !TAGS.includes(word));

  it('for these names suffices, and makes no role without the boundary', async () => {
    const account = await withoutTemplates(zone);
    account.limit(await printed(account, ...NAMES));
    const without = ['--role-path', '/workloads/', '--name-prefix', 'acme-', ...TAGS];
    const refused = await account.run([...UNATTENDED, ...without, '--json']);
    expect(refused.exitCode).toBe(1);
    expect(refused.json().error?.message).toContain('iam:CreateRole');

    const run = await account.run([...PROVEN, ...ALL]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const checked = await account.run(['policy', 'check', '--sandbox', '--for', 'init', ...ALL]);
    expect(checked.stdout).toContain('user/operator may do all of it');
    expect((await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes'])).exitCode).toBe(0);
  });

  it('asks for no role where one is given', async () => {
    const given = 'arn:aws:iam::000000000000:role/others/signer';
    const text = JSON.stringify(await printed(zone, '--role-arn', given));
    expect(text).not.toMatch(/iam:(CreateRole|PutRolePolicy|DeleteRole)/);
    expect(text).toContain(`"iam:PassRole"],"Resource":"${given}"`);
  });
});
