import { beforeAll, describe, expect, it } from 'vitest';
import { Account, UNATTENDED } from './account.ts';
import { startExternalCa, webhookFlags } from './external-server.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

/** Switched on with a webhook that is there until the end of the test. */
async function linked(behaviour?: Parameters<typeof startExternalCa>[0]) {
  const account = seeded.copy();
  const ca = await startExternalCa(behaviour);
  const run = await account.run([
    // With its canary: a switch that nothing has proved is red for that.
    ...UNATTENDED.filter((word) => word !== '--no-canary'),
    ...webhookFlags(account, ca),
  ]);
  expect(run).toMatchObject({ exitCode: 0 });
  return { account, ca, [Symbol.asyncDispose]: () => ca[Symbol.asyncDispose]() };
}

describe('status of an external CA', () => {
  it('is red when its server is gone, and never has a tick for it', async () => {
    const { account, ca } = await linked();
    await ca[Symbol.asyncDispose]();
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      signer: 'own',
      provider: { authority: { health: { state: 'dead', why: expect.stringContaining('ECONNREFUSED') } } },
      findings: [{ code: 'AUTHORITY_NOT_ANSWERING', severity: 'blocker' }],
    });
    const shown = await account.run(['status', '--sandbox']);
    expect(shown.exitCode).toBe(3);
    expect(shown.stdout).not.toMatch(/✓ authority/);
    expect(shown.stdout).not.toContain('REFUSED');
    expect(`${shown.stdout}${shown.stderr}`.replaceAll(/\s+/g, ' ')).toContain('as seen from here');
  });

  it('says that a webhook from before the health request was not asked, and is green', async () => {
    await using set = await linked();
    const { account } = set;
    const run = await account.run(['status', '--sandbox']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /– authority webhook: https:\/\/127\.0\.0\.1:\d+\/sign · until .* · not asked: the webhook does not know the health request \(HTTP 401\)/,
    );
    expect(run.stdout).not.toMatch(/✓ authority/);
    expect((await account.run(['status', '--sandbox', '--json'])).json()).toMatchObject({ findings: [] });
  });

  it('has a tick that says what was asked', async () => {
    await using set = await linked('knows-health');
    const { account } = set;
    const run = await account.run(['status', '--sandbox']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toMatch(/✓ authority webhook: .* · answers \(health\)/);
  });

  it('was not asked from another machine, which does not know its roots', async () => {
    await using set = await linked('knows-health');
    const { account } = set;
    const run = await account.withoutJournal().run(['status', '--sandbox', '--json']);
    expect(run.json()).toMatchObject({ provider: { authority: { health: { state: 'not-asked' } } }, findings: [] });
    expect(run.exitCode).toBe(0);
  });
});
