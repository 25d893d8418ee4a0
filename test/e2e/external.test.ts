import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, PROVEN, UNATTENDED } from './account.ts';
import { filesWith } from './files-with.ts';
import { BEARER, startExternalCa, webhookFlags, type Behaviour } from './external-server.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

describe('init with a webhook', () => {
  it('makes secret, role, policy, function and permission, tries the function, and switches', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const run = await account.run([...UNATTENDED, ...webhookFlags(account, ca), '--json']);
    expect(run.stderr).toContain('its subject was kept byte for byte');
    expect(run.json()).toMatchObject({
      applied: true,
      plan: {
        prepare: [
          { kind: 'secretsmanager:CreateSecret', target: 'certprov/certprov-signer' },
          { kind: 'iam:CreateRole' },
          { kind: 'iam:PutRolePolicy', meaning: 'read one secret' },
          { kind: 'lambda:CreateFunction' },
          { kind: 'lambda:AddPermission' },
        ],
      },
      trial: { verdict: 'pass' },
      status: { signer: 'unproven', provider: { authority: { kind: 'webhook', name: 'Acme Device CA' } } },
    });
    // The canary, the trial from the function, and the status at the end.
    expect(ca.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
    expect(`${run.stdout}${run.stderr}`).not.toContain(BEARER);
    expect(filesWith(account, /a-token-that-no-file/)).toEqual([]);
  });

  it('leaves the account as it was after rollback --all, the secret included', async () => {
    const account = seeded.copy();
    const before = await account.snapshot();
    await using ca = await startExternalCa();
    expect((await account.run([...UNATTENDED, ...webhookFlags(account, ca)])).exitCode).toBe(0);
    expect(await account.snapshot()).not.toEqual(before);
    expect((await account.run(['rollback', '--all', '--yes', '--sandbox'])).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(before);
  });

  it('is known again by dry-run and status, without a file and without a changing call', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    await account.run([...PROVEN, ...webhookFlags(account, ca)]);
    const trial = await account.run(['dry-run', '--sandbox', '--json']);
    expect(trial.json()).toMatchObject({ verdict: 'pass' });
    let status;
    const requests = await account.requestsOf(async () => {
      status = (await account.run(['status', '--sandbox', '--json'])).json();
    });
    expect(mutating(requests)).toEqual([]);
    expect(status).toMatchObject({ signer: 'own', findings: [] });
  });

  it('is not taken for done when another server is asked for', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const flags = webhookFlags(account, ca);
    await account.run([...UNATTENDED, ...flags]);
    expect((await account.run([...UNATTENDED, ...flags, '--json'])).json()).toMatchObject({ alreadyOn: true });
    const other = flags.map((flag) => (flag === `${ca.origin}/sign` ? `${ca.origin}/other` : flag));
    const run = await account.run([...UNATTENDED, ...other, '--json']);
    expect(run.exitCode).toBe(3);
    expect(JSON.stringify(run.json())).toContain('another server of a CA');
  });

  it('is removed without the journal, by the settings of the function', async () => {
    const account = seeded.copy();
    const before = await account.snapshot();
    await using ca = await startExternalCa();
    await account.run([...UNATTENDED, ...webhookFlags(account, ca)]);
    const elsewhere = account.withoutJournal();
    expect((await elsewhere.run(['rollback', '--all', '--yes', '--sandbox'])).exitCode).toBe(0);
    expect(await elsewhere.snapshot()).toEqual(before);
  });

  it.each<[Behaviour, string]>([
    ['changes-the-subject', 'AUTHORITY_CHANGES_SUBJECT'],
    ['refuses', 'AUTHORITY_REFUSES'],
    ['waits-for-approval', 'AUTHORITY_REFUSES'],
  ])('stops before anything is made when the CA %s', async (behaviour, code) => {
    const account = seeded.copy();
    await using ca = await startExternalCa(behaviour);
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...UNATTENDED, ...webhookFlags(account, ca), '--json']);
      expect(run.exitCode).toBe(3);
      expect(JSON.stringify(run.json())).toContain(code);
      expect(`${run.stdout}${run.stderr}`).not.toContain(BEARER);
    });
    expect(mutating(requests)).toEqual([]);
  });

  it('stops at the trial when the CA only goes wrong there', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa('changes-the-subject');
    const run = await account.run([...UNATTENDED, ...webhookFlags(account, ca), '--no-ca-canary', '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json().error).toMatchObject({ code: 'TRIAL_FAILED' });
    expect(run.stderr.replace(/\s+/g, ' ')).toContain('the CA changed the subject');
  });

  it('refuses a CA on another machine in the sandbox, before a byte leaves', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const flags = webhookFlags(account, ca).map((flag) =>
      flag.startsWith('https:') ? 'https://example.com/sign' : flag,
    );
    const run = await account.run([...UNATTENDED, ...flags, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({ code: 'SANDBOX_REFUSED' });
  });

  it('attaches the function to a private network, and lets its role make the interfaces', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const vpc = ['--subnet-ids', 'subnet-0123456789abcdef0', '--security-group-ids', 'sg-0123456789abcdef0'];
    const run = await account.run([...UNATTENDED, ...webhookFlags(account, ca), ...vpc, '--json']);
    expect(run.exitCode).toBe(0);
    const findings = JSON.stringify(run.json()['findings']);
    expect(findings).toContain('VPC_ONE_SUBNET');
    expect(findings).toContain('VPC_NO_WAY_OUT');
    const snapshot = JSON.stringify(await account.snapshot());
    expect(snapshot).toContain('"subnetIds":["subnet-0123456789abcdef0"]');
    expect(snapshot).toContain('ec2:CreateNetworkInterface');
  });

  it.each([
    [['--subnet-ids', 'subnet-0123456789abcdef0'], 'go together'],
    [['--subnet-ids', 'net-1', '--security-group-ids', 'sg-0123456789abcdef0'], 'takes ids such as'],
    [['--ca-kind', 'acme'], 'not acme'],
    [['--ca-url', 'http://127.0.0.1/sign'], 'begins with https://'],
    [['--ca-url', 'https://user:secret@127.0.0.1/sign'], 'credentials go into the secret'],
    [['--ca', 'Acme Device CA P256'], '--ca is an AWS Private CA'],
    [['--function', 'acme-iot-signer', '--ca-kind', 'webhook'], 'an existing function asks its CA itself'],
  ])('is exit 2 with %o, and nothing was read or made', async (flags, words) => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const run = await account.run([...UNATTENDED, ...webhookFlags(account, ca), ...flags, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error?.message).toContain(words);
    expect(ca.requests).toEqual([]);
  });

  it.each([
    [{ bearer: '' }, 'needs the member bearer'],
    [{}, 'none of hmac, bearer and identity'],
    [{ bearr: 'x' }, 'unknown member bearr'],
    [{ hmac: 'too short' }, '32 characters or more'],
    [{ identity: { certificate: 'x', privateKey: 'a-private-thing' } }, 'cannot be read'],
  ])('refuses credentials such as %o, and shows nothing of them', async (credentials, words) => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const flags = webhookFlags(account, ca);
    account.file('credentials.json', JSON.stringify(credentials));
    const run = await account.run([...UNATTENDED, ...flags, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error?.message).toContain(words);
    expect(run.stdout).not.toContain('a-private-thing');
  });

  it('finds that the secret is gone', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    await account.run([...PROVEN, ...webhookFlags(account, ca)]);
    await account.elsewhere(async (client) => {
      const { DeleteSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      await new SecretsManagerClient(client).send(new DeleteSecretCommand({ SecretId: 'certprov/certprov-signer' }));
    });
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()['findings']).toMatchObject([{ code: 'SECRET_MISSING', severity: 'blocker' }]);
  });
});
