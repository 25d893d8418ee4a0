import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, operationsOf, PLACE, PROVEN, UNATTENDED } from './account.ts';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import { QUESTIONS, walk } from './walk.ts';

const OWNER = '111122223333';
const CLIENT = 'EndEntityClientAuthCertificate/V1';
const CLIENT_AND_SERVER = 'EndEntityCertificate/V1';
const DEFAULT_SHARE = ['--ca', 'Corp Shared CA'];
const OWN_PERMISSION = ['--ca', 'Corp Device CA'];

let shared: Account;

beforeAll(async () => {
  shared = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'shared-ca']);
});

interface Check {
  readonly code: string;
  readonly summary: string;
  readonly fix?: string;
}

const wordsOf = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe.concurrent('init with a CA that another account shares', () => {
  it('says at the plan whose it is, which permission its share has by default, and the template that passes', async () => {
    const run = await shared.copy().run([...UNATTENDED, ...DEFAULT_SHARE, '--plan', '--json']);
    expect(run.exitCode).toBe(0);
    const [finding, ...others] = (run.json()['findings'] as { code: string }[]).filter(({ code }) =>
      code.startsWith('AUTHORITY'),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'AUTHORITY_SHARED',
      severity: 'warning',
      resource: expect.stringContaining(`:${OWNER}:certificate-authority/`),
    });
    for (const word of [OWNER, 'AWSRAMDefaultPermissionCertificateAuthority', CLIENT, CLIENT_AND_SERVER])
      expect(JSON.stringify(finding)).toContain(word);
    expect(JSON.stringify(finding)).toContain(`--ca-template ${CLIENT_AND_SERVER}`);
    expect(wordsOf(run.stderr)).toContain(`shared by account ${OWNER}`);
  });

  it('asks once, and shows the whole sentence of AWS with advice about the share', async () => {
    const account = shared.copy();
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run([...UNATTENDED, ...DEFAULT_SHARE, '--json']);
    });
    expect(run.exitCode).toBe(3);
    const { error } = run.json();
    expect(error).toMatchObject({ code: 'TRIAL_FAILED' });
    const checks = (error as unknown as { details: { checks: Check[] } }).details.checks;
    const { summary, fix } = checks.find(({ code }) => code === 'ANSWER_SHAPE')!;
    expect(summary).toContain('because no resource-based policy allows the acm-pca:IssueCertificate action');
    expect(summary).toContain(`(asked by the template ${CLIENT})`);
    expect(fix).toContain(`ask account ${OWNER} for a resource share (AWS RAM)`);
    expect(fix).toContain(`--ca-template ${CLIENT_AND_SERVER}`);
    expect(fix).not.toContain('role');
    expect(operationsOf(requests).filter((operation) => operation === 'Invoke')).toHaveLength(1);
    expect(operationsOf(requests)).not.toContain('CreateCertificateProvider');
  });

  it('signs by the template that the share allows, which plan, journal, role and function say, and is taken back', async () => {
    const account = shared.copy();
    const before = await account.snapshot();
    const run = await account.run([...PROVEN, ...DEFAULT_SHARE, '--ca-template', CLIENT_AND_SERVER, '--json']);
    expect(run.exitCode).toBe(0);
    const document = run.json();
    expect(document).toMatchObject({ applied: true, trial: { verdict: 'pass' } });
    expect(JSON.stringify(document['plan'])).toContain(`"CERTPROV_CA_TEMPLATE":"${CLIENT_AND_SERVER}"`);
    expect(wordsOf(run.stderr)).toContain(`issue and read certificates of one CA, by ${CLIENT_AND_SERVER}`);
    expect((document['findings'] as { code: string }[]).map(({ code }) => code)).toContain('CERTIFICATES_FOR_SERVERS');
    const { checks } = document['trial'] as { checks: Check[] };
    expect(checks.find(({ code }) => code === 'CLIENT_AUTH')?.summary).toMatch(/clientAuth, and serverAuth as well/);
    expect(account.journalText()).toContain(`template/${CLIENT_AND_SERVER}`);
    expect(account.journalText()).not.toContain(CLIENT);

    const status = await account.run(['status', '--sandbox', '--json']);
    expect(status.exitCode).toBe(0);
    expect(status.json()).toMatchObject({
      signer: 'own',
      findings: [],
      provider: { authority: { name: 'Corp Shared CA', ownerAccount: OWNER, template: CLIENT_AND_SERVER } },
    });
    expect(wordsOf((await account.run(['status', '--sandbox'])).stdout)).toContain(
      `shared by account ${OWNER} · ${CLIENT_AND_SERVER}`,
    );

    expect((await account.run(['dry-run', '--sandbox'])).exitCode).toBe(0);
    const back = await account.run(['rollback', '--all', '--wait', '0', '--yes', '--sandbox']);
    expect(back.exitCode).toBe(0);
    const { roles, regions } = (await account.snapshot()) as { roles: object; regions: Record<string, object> };
    const after = regions['us-east-1'] as { functions: object };
    const start = before as { roles: object; regions: Record<string, { functions: object }> };
    expect(Object.keys(roles)).toEqual(Object.keys(start.roles));
    expect(Object.keys(after.functions)).toEqual(Object.keys(start.regions['us-east-1']!.functions));
  });

  it('gives advice behind the failed trial that works when it is typed, in its order', async () => {
    const account = shared.copy();
    const failed = await account.run([...UNATTENDED, ...DEFAULT_SHARE]);
    expect(wordsOf(failed.stderr)).toMatch(
      /first take the function .* back with: npx certprov rollback --sandbox --all .*then: npx certprov init --sandbox .*--ca-template EndEntityCertificate\/V1/,
    );
    const back = await account.run(['rollback', '--all', '--wait', '0', '--yes', '--sandbox']);
    expect(back.exitCode, back.stderr).toBe(0);
    const again = await account.run([...UNATTENDED, ...DEFAULT_SHARE, '--ca-template', CLIENT_AND_SERVER]);
    expect(again.exitCode, again.stderr).toBe(0);
  });

  it('signs for clients alone where the owner made a permission for it', async () => {
    const run = await shared.copy().run([...UNATTENDED, ...OWN_PERMISSION, '--json']);
    expect(run.json()).toMatchObject({ applied: true, trial: { verdict: 'pass' } });
    const { checks } = run.json()['trial'] as { checks: Check[] };
    expect(checks.find(({ code }) => code === 'CLIENT_AUTH')?.summary).not.toContain('serverAuth');
  });

  it('says nothing of shares and templates where the CA is of this account', async () => {
    const run = await shared.copy().run([...UNATTENDED, '--ca', 'Acme Device CA P256', '--plan', '--json']);
    expect(JSON.stringify(run.json()['findings'])).not.toMatch(/AUTHORITY_SHARED|CERTIFICATES_FOR_SERVERS/);
  });

  it('asks for the template where nobody is there to answer, and names its flag', async () => {
    const asked = [...DEFAULT_SHARE, '--create-function', '--validity-days', '30'];
    const run = await shared.copy().run(['init', '--sandbox', '--confirm', PLACE, '--no-canary', ...asked, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({
      code: 'INPUT_REQUIRED',
      message: expect.stringContaining('--ca-template'),
    });
  });

  it('lets a person choose the template, with what each is for', async () => {
    const account = shared.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary', '--plan']);
    await terminal.waitFor(QUESTIONS[0]!.ready);
    terminal.press('enter');
    await terminal.waitFor(/^\? Which CA issues/m);
    terminal.type('corp shared');
    await terminal.waitFor(new RegExp(`❯ Corp Shared CA[^]*shared by ${OWNER}`));
    terminal.press('enter');
    await terminal.waitFor(/By which template[^]*❯ EndEntityClientAuthCertificate\/V1 +for TLS clients alone/);
    terminal.press('down');
    await terminal.waitFor(/❯ EndEntityCertificate\/V1 +for TLS servers as well/);
    terminal.press('enter');
    await terminal.waitFor(QUESTIONS[2]!.ready);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.scrollback().join('\n')).toContain(`template ${CLIENT_AND_SERVER}`);
    expect(terminal.torn()).toEqual([]);
  });
});

describe.concurrent('a refusal of the CA while the role is new', () => {
  it.each([
    ['that a policy of the role can end is waited for', 'access-denied', 0, 2],
    ['that a policy which denies has made ends the trial', 'explicit-deny', 3, 1],
  ] as const)('%s', async (_what, kind, exitCode, invocations) => {
    const account = shared.copy();
    await account.fault({ operation: 'IssueCertificate', kind });
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run([...UNATTENDED, ...OWN_PERMISSION]);
    });
    expect(run.exitCode).toBe(exitCode);
    expect(operationsOf(requests).filter((operation) => operation === 'Invoke')).toHaveLength(invocations);
  });
});

describe.concurrent('a CA whose owner no longer shares it', () => {
  it('is not to be read by another caller: status says whom to ask, and the trial what devices get', async () => {
    const account = await shared.after([...UNATTENDED, ...OWN_PERMISSION]);
    await openStore(join(account.home, 'sandbox')).change(({ regions }) => {
      for (const { shared: share } of Object.values(regions['us-east-1']!.acmPca.authorities))
        if (share) share.resourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    });
    const status = await account.run(['status', '--sandbox', '--json']);
    const findings = status.json()['findings'] as { code: string; summary: string; fix: string }[];
    const unread = findings.find(({ code }) => code === 'STATUS_INCOMPLETE');
    expect(unread?.summary).toContain('no resource-based policy allows it');
    expect(unread?.fix).toMatch(new RegExp(`ask the owner of arn:aws:acm-pca:us-east-1:${OWNER}:`));
    const trial = await account.run(['dry-run', '--sandbox', '--json']);
    expect(trial.exitCode).not.toBe(0);
    expect(trial.stdout + trial.stderr).toContain('resource-based policy');
  });
});

describe.concurrent('--ca-template', () => {
  it.each([
    ['an existing function', ['--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256']],
    ['another kind of CA', ['--create-function', '--ca-kind', 'kms', '--kms-key', 'alias/x']],
  ])('is refused for %s, which it does not apply to', async (_what, flags) => {
    const account = shared.copy();
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run(['init', '--sandbox', '--yes', '--plan', ...flags, '--ca-template', CLIENT, '--json']);
    });
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({
      code: 'USAGE_INVALID',
      message: expect.stringContaining('--ca-template'),
    });
    expect(mutating(requests)).toEqual([]);
  });

  it('takes no other template than the two', async () => {
    const run = await shared
      .copy()
      .run([...UNATTENDED, ...OWN_PERMISSION, '--ca-template', 'SubordinateCACertificate_PathLen0/V1', '--json']);
    expect(run.exitCode).toBe(2);
  });

  it('is in the policy of the role that somebody else makes', async () => {
    const arn = `arn:aws:acm-pca:eu-west-1:${OWNER}:certificate-authority/6a2d84f0-1b3c-4e57-9f68-0d7c5e2b9a41`;
    const place = ['--account', '444455556666', '--region', 'eu-west-1'];
    const policy = async (...more: string[]) =>
      (await shared.run(['policy', 'signer', '--ca', arn, ...place, ...more])).stdout;
    expect(await policy('--ca-template', CLIENT_AND_SERVER)).toContain(`template/${CLIENT_AND_SERVER}"`);
    expect(await policy()).toContain(`template/${CLIENT}"`);
    expect(await policy()).toContain('acm-pca:GetCertificateAuthorityCertificate');
  });
});
