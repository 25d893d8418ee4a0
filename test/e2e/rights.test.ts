import { describe, expect, it } from 'vitest';
import { operatorPolicy } from '../../src/commands/policy/operator-policy.ts';
import type { PolicyKind } from '../../src/sandbox/policy-kinds.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { Account, operationsOf, PLACE, UNATTENDED } from './account.ts';
import { allBut, limited, statement, traced } from './limited.ts';

const seeded = await Account.seeded();
const WITH_CANARY = UNATTENDED.filter((word) => word !== '--no-canary');
const EXISTING = [...UNATTENDED, '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'];

const ALL = statement('Allow', '*');
const NO_WAY_BACK = statement('Deny', 'iot:DeleteCertificateProvider');

interface Rights {
  readonly wayBack: string;
  readonly missing: readonly { action: string; resource: string; needs: readonly string[]; reason: string }[];
  readonly unknown: Rights['missing'];
  readonly statements: readonly { Action: readonly string[] }[];
}

interface Blocked {
  readonly findings: readonly { code: string; severity: string; fix?: string; summary: string }[];
  readonly rights: Rights;
}

const blocked = (run: CertprovRun): Blocked => {
  expect(run.exitCode, run.stderr).toBe(3);
  expect(run.json().error?.code).toBe('PLAN_BLOCKED');
  return run.json().error!.details as unknown as Blocked;
};

const codesOf = ({ findings }: Pick<Blocked, 'findings'>): string[] => findings.map(({ code }) => code);

describe.concurrent('init, before it changes anything', () => {
  it('shows everything that is missing at once, with the statements and the command that prints all', async () => {
    const account = limited(
      seeded,
      'identity',
      ...operatorPolicy({
        place: { partition: 'aws', account: '000000000000', region: 'us-east-1' },
        tasks: ['look'],
        functionName: 'certprov-signer',
        providerName: 'certprov',
        authority: 'acm-pca',
      }).Statement,
    );
    const { run, changes } = await traced(account, [...WITH_CANARY, '--json']);
    const details = blocked(run);
    expect(changes).toEqual([]);
    expect(account.hasJournal()).toBe(false);
    expect(codesOf(details)).toEqual(expect.arrayContaining(['RIGHTS_MISSING', 'WAY_BACK_MISSING']));
    const missing = details.rights.missing.map(({ action }) => action);
    expect(missing).toEqual(
      expect.arrayContaining([
        'iam:CreateRole',
        'iam:PutRolePolicy',
        'iam:PassRole',
        'lambda:CreateFunction',
        'lambda:AddPermission',
        'lambda:InvokeFunction',
        'iot:CreateProvisioningClaim',
        'iot:DeleteCertificate',
        'iot:CreateCertificateProvider',
        'iot:DeleteCertificateProvider',
      ]),
    );
    expect(details.rights.statements.flatMap(({ Action }) => Action).toSorted()).toEqual(missing.toSorted());
    for (const one of details.rights.statements) expect(run.stderr).toContain(JSON.stringify(one));
    expect(run.stderr).toMatch(/npx certprov policy operator --sandbox --for init --function certprov-signer/);
    expect(run.stderr).toContain('nothing was changed');
  });

  it('goes on under what that command prints, and comes back', async () => {
    const account = seeded.copy();
    const printed = await account.run(['policy', 'operator', '--sandbox', '--for', 'init']);
    account.limit(JSON.parse(printed.stdout) as object);
    const run = await account.run([...WITH_CANARY, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ rights: { wayBack: 'allowed', missing: [], unknown: [] } });
    expect((await account.run(['rollback', '--sandbox', '--yes'])).exitCode).toBe(0);
  });

  it.each([
    ['with --yes', [...UNATTENDED]],
    ['with a function that is there', EXISTING],
  ])('does not go on %s when the way back is denied', async (_what, args) => {
    const account = limited(seeded, 'identity', ALL, NO_WAY_BACK);
    const { run, changes } = await traced(account, [...args, '--json']);
    const details = blocked(run);
    expect(changes).toEqual([]);
    expect(codesOf(details)).toContain('WAY_BACK_MISSING');
    expect(codesOf(details)).not.toContain('RIGHTS_MISSING');
    expect(details.rights).toMatchObject({
      wayBack: 'denied',
      missing: [{ action: 'iot:DeleteCertificateProvider', needs: ['return'], reason: 'a policy denies it' }],
      // Against a deny no statement helps.
      statements: [],
    });
    expect(run.stderr).toContain('--without-way-back');
  });

  it('goes on with --without-way-back, which the journal and the page before the words keep', async () => {
    const account = limited(seeded, 'identity', ALL, NO_WAY_BACK);
    const run = await account.run([...EXISTING, '--without-way-back', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ rights: { wayBack: 'denied' } });
    expect(run.stderr).toMatch(/rollback {6}not yours: you may not iot:DeleteCertificateProvider/);
    const [head = ''] = account.journalText().split('\n');
    expect(JSON.parse(head)).toMatchObject({ withoutWayBack: 'denied' });
    const rollback = await account.run(['rollback', '--sandbox', '--yes', '--json']);
    expect(rollback.exitCode).toBe(4);
    expect(rollback.stderr).toContain('iot:DeleteCertificateProvider');
  });

  it('is not moved by --without-way-back when something else is missing', async () => {
    const account = limited(seeded, 'identity', ALL, NO_WAY_BACK, statement('Deny', 'lambda:CreateFunction'));
    const { run, changes } = await traced(account, [...UNATTENDED, '--without-way-back', '--json']);
    expect(codesOf(blocked(run))).toContain('RIGHTS_MISSING');
    expect(changes).toEqual([]);
  });

  it('names what else the way back lacks, and no tags, without which a rollback finds its own', async () => {
    const reading = statement('Deny', ['iot:DescribeCertificateProvider', 'iot:ListTagsForResource']);
    const { findings, rights } = blocked(await limited(seeded, 'identity', ALL, reading).run([...EXISTING, '--json']));
    const back = rights.missing.filter(({ needs }) => needs.includes('return'));
    expect(back.map(({ action }) => action)).toEqual(['iot:DescribeCertificateProvider']);
    expect(codesOf({ findings })).toContain('WAY_BACK_MISSING');
  });

  it('says that the way back was checked, where the words are confirmed', async () => {
    const account = seeded.copy();
    const run = await account.run([...EXISTING, '--json']);
    expect(run.stderr).toMatch(
      /rollback {6}you may delete the provider \(checked\)\n {16}npx certprov rollback --sandbox\n/,
    );
    expect(run.json()).toMatchObject({ rights: { wayBack: 'allowed', principal: expect.stringContaining(':user/') } });
    expect(JSON.parse(account.journalText().split('\n')[0]!)).not.toHaveProperty('withoutWayBack');
  });

  it.each<[string, PolicyKind, object[], RegExp]>([
    ['nobody may ask', 'identity', [allBut('iam:SimulatePrincipalPolicy')], /iam:SimulatePrincipalPolicy was refused/],
    [
      'a service control policy alone denies it',
      'service-control',
      [ALL, statement('Deny', 'iot:DeleteCertificateProvider')],
      /service control policy/,
    ],
    [
      'a condition rests on what only the call shows',
      'identity',
      [
        allBut('iot:DeleteCertificateProvider'),
        statement('Allow', 'iot:DeleteCertificateProvider', {
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
      ],
      /aws:MultiFactorAuthPresent/,
    ],
  ])('says "could not be checked" and goes on where %s', async (_what, kind, statements, reason) => {
    const account = limited(seeded, kind, ...statements);
    const run = await account.run([...EXISTING, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    const { findings, rights } = run.json() as unknown as Blocked;
    expect(codesOf({ findings })).toContain('RIGHTS_UNKNOWN');
    expect(rights.wayBack).toBe('unknown');
    expect(rights.unknown.find(({ action }) => action === 'iot:DeleteCertificateProvider')?.reason).toMatch(reason);
    expect(run.stderr).toContain('whether you may delete the provider could not be checked');
    expect(run.stderr).not.toContain('(checked)');
  });

  it('goes on under a session policy, which no simulation sees, until AWS refuses', async () => {
    const account = limited(seeded, 'session', ALL, statement('Deny', 'lambda:CreateFunction'));
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.json().error).toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      message: expect.stringContaining('session policy denies it'),
    });
  });

  it('is stopped by a permissions boundary, and says that no statement helps', async () => {
    const account = limited(
      seeded,
      'permissions-boundary',
      statement('Allow', ['iam:*', 'lambda:*', 'acm-pca:*', 'cloudwatch:*']),
      statement('Allow', ['iot:List*', 'iot:Describe*', 'iot:Get*']),
    );
    const details = blocked(await account.run([...UNATTENDED, '--json']));
    expect(details.rights.missing[0]?.reason).toMatch(/permissions boundary/);
    expect(details.rights.statements).toEqual([]);
  });

  it.each(['throttle', 'error-500', 'garbage', 'drop-before', 'access-denied'] as const)(
    'takes a simulation that meets %s for unknown, and does its work',
    async (kind) => {
      const account = seeded.copy();
      await account.fault({ operation: 'SimulatePrincipalPolicy', kind, times: 'always' });
      const run = await account.run([...EXISTING, '--json']);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.json()).toMatchObject({ rights: { wayBack: 'unknown' } });
    },
  );

  it('shows it with --plan as well, where it forbids nothing', async () => {
    const account = limited(seeded, 'identity', ALL, NO_WAY_BACK);
    const { run, changes } = await traced(account, ['init', '--sandbox', '--yes', '--plan', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(changes).toEqual([]);
    expect(run.json()).toMatchObject({ rights: { wayBack: 'denied' } });
    expect(codesOf(run.json() as unknown as Blocked)).toContain('WAY_BACK_MISSING');
  });

  it('asks a handful of times', async () => {
    const account = seeded.copy();
    const { requests } = await traced(account, [...WITH_CANARY, '--json']);
    const asked = operationsOf(requests).filter((one) => one === 'SimulatePrincipalPolicy');
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(12);
  });

  it('asks about the confirmed place only: a word that is wrong stops it before', async () => {
    const account = seeded.copy();
    const wrong = UNATTENDED.map((word) => (word === PLACE ? '111122223333/us-east-1' : word));
    const { run, requests } = await traced(account, [...wrong, '--json']);
    expect(run.exitCode).toBe(2);
    expect(operationsOf(requests)).not.toContain('SimulatePrincipalPolicy');
  });
});
