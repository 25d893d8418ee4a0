import { DeleteProvisioningTemplateCommand, IoTClient, ListProvisioningTemplatesCommand } from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PLACE, UNATTENDED, operationsOf } from './account.ts';
import { closeToIot } from './iot-permission.ts';
import { effectsIn, walkFromShell } from './walk.ts';

const INIT = ['init', '--sandbox', '--yes', '--confirm', PLACE] as const;
const FAIR_WEATHER = ['--function', 'fair-weather-signer', '--ca', 'Acme Device CA P256'] as const;
/** Longer than the two seconds that certprov gives the sandbox. */
const TOO_LONG_MS = 600_000;
const CANARY = ['canary', '--sandbox', '--json'];
const RETURN = 'iot:DeleteCertificateProvider';
const RETURNED = { certificateProviders: {} };

const inRegion = (part: object): object => ({ regions: { 'us-east-1': expect.objectContaining(part) } });

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

describe.concurrent('init', () => {
  it('proves the switch with a device of its own, and leaves nothing of it', async () => {
    const account = seeded.copy();
    account.set({ propagationMs: 500 });
    const run = await account.run([...INIT, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()['canary']).toMatchObject({
      outcome: 'proven',
      issuer: expect.stringContaining('Acme Device CA P256'),
      serialNumber: expect.stringMatching(/^[0-9a-f]+$/),
      certificatesLeft: [],
      // By a server that trusts the linked CA, in the trial and with what the device got.
      checks: expect.arrayContaining([expect.objectContaining({ code: 'TLS_HANDSHAKE', severity: 'ok' })]),
    });
    expect(run.json()['trial']).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ code: 'TLS_HANDSHAKE', severity: 'ok' })]),
    });
    // AWS still signed at first.
    expect(run.json()['canary']).toHaveProperty(
      'attempts',
      expect.toSatisfy((attempts: number) => attempts > 1),
    );
    const without = seeded.copy();
    await without.run([...UNATTENDED]);
    expect(await contents(account)).toEqual(await contents(without));
  });

  it('takes the switch back when the function signs for whoever tries it and fails for devices', async () => {
    const account = seeded.copy();
    const run = await account.run([...INIT, ...FAIR_WEATHER, '--json']);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: 'CANARY_FAILED',
        message: expect.stringContaining('AWS signs again'),
        aftermath: expect.stringMatching(/^AWS signs again; the function stood behind every CSR for \d+ seconds?/),
        details: {
          canary: { outcome: 'failed', reason: 'refused' },
          returned: true,
          exposedSeconds: expect.any(Number),
        },
      },
    });
    expect(await account.snapshot()).toMatchObject(inRegion(RETURNED));
    expect((await account.run(['status', '--sandbox', '--json'])).json()).toMatchObject({ signing: 'aws-managed' });
    expect((await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0'])).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('keeps it all the same with --no-auto-rollback, and says so', async () => {
    const account = seeded.copy();
    const run = await account.run([...INIT, ...FAIR_WEATHER, '--no-auto-rollback', '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: 'CANARY_FAILED',
        aftermath: expect.stringMatching(/^self-managed signing is on\nback to AWS:/),
        details: { returned: false },
      },
    });
    expect(await effectsIn(account)).toContain('iot:CreateCertificateProvider');
  });

  it('takes it back when another CA still signs after the propagation time', async () => {
    const account = seeded.copy();
    account.set({ propagationMs: TOO_LONG_MS });
    const run = await account.run([...INIT, '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      error: { details: { canary: { reason: 'wrong-ca', certificatesLeft: [] }, returned: true } },
    });
    expect(await account.snapshot()).toMatchObject(inRegion(RETURNED));
  });

  it('makes a template and a role for the canary where there is no fleet template, and removes both', async () => {
    const account = seeded.copy();
    await deleteTemplates(account);
    const before = await account.snapshot();
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...INIT, '--json']);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.json()['canary']).toMatchObject({ outcome: 'proven' });
    });
    expect(operationsOf(requests)).toEqual(
      expect.arrayContaining(['CreateProvisioningTemplate', 'DeleteProvisioningTemplate']),
    );
    expect((await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0'])).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(before);
  });

  it('does not switch when the canary could not be a device, and removes what was for the canary alone', async () => {
    const account = seeded.copy();
    await deleteTemplates(account);
    await account.fault({ operation: 'CreateProvisioningClaim', kind: 'access-denied', times: 9 });
    const run = await account.run([...INIT, '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: 'CANARY_UNAVAILABLE',
        fix: expect.stringContaining('--no-canary'),
        aftermath: expect.stringContaining('nothing that affects devices was done'),
      },
    });
    const snapshot = JSON.stringify(await account.snapshot());
    expect(snapshot).not.toContain('certprov-canary');
    expect(await account.snapshot()).toMatchObject(inRegion(RETURNED));
  });

  it('takes it back when a signal stops it before it is proven', async () => {
    const account = seeded.copy();
    account.set({ propagationMs: TOO_LONG_MS });
    const started = account.start([...INIT, '--json']);
    await account.until('CreateCertificateFromCsr');
    started.kill('SIGINT');
    const run = await started.done;
    expect(run.exitCode).toBe(130);
    expect(run.json()).toMatchObject({
      error: { code: 'CANCELLED', aftermath: expect.stringMatching(/^AWS signs again; the switch was on for/) },
    });
    expect(await account.snapshot()).toMatchObject(inRegion(RETURNED));
  });

  it.each([
    ['keep it on', '\u001b[B\r', ['iot:CreateCertificateProvider'], /self-managed signing is on/],
    ['roll back', '\r', [], /AWS signs again; the switch was on for/],
    ['Ctrl-C once more', '\u0003', [], /AWS signs again; the switch was on for/],
  ])('asks when Ctrl-C comes before it is proven: %s', async (_name, keys, effects, said) => {
    const account = seeded.copy();
    account.set({ propagationMs: TOO_LONG_MS });
    await using terminal = await walkFromShell(account, [
      'init',
      '--sandbox',
      '--function',
      'acme-iot-signer',
      '--ca',
      'Acme Device CA P256',
      '--confirm',
      PLACE,
    ]);
    await terminal.waitFor(/canary: another CA still signs/);
    terminal.type('\u0003');
    await terminal.waitFor(/The switch is on and not proven yet[^]*❯ roll back now/);
    terminal.type(keys);
    await terminal.waitFor(/exit code 130/);
    expect(terminal.scrollback().join('\n')).toMatch(said);
    const made = await effectsIn(account);
    expect(made.filter((kind) => kind === 'iot:CreateCertificateProvider')).toEqual(effects);
  });
});

describe.concurrent('canary', () => {
  it('proves a switch that is on, and changes nothing but the tag that says so', async () => {
    const account = enabled.copy();
    const run = await account.run(['canary', '--sandbox', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ command: 'canary', provider: 'certprov', canary: { outcome: 'proven' } });
    expect(await withoutProof(account)).toEqual(await withoutProof(enabled));
    expect(JSON.stringify(await account.snapshot())).not.toBe(JSON.stringify(await enabled.snapshot()));
  });

  it('leaves a switch on that was proven before when a signal stops it, and asks nothing about it', async () => {
    const account = enabled.copy();
    // No answer is no refusal, and tells nothing when it stays alone.
    await account.fault({ operation: 'CreateCertificateFromCsrMqtt', kind: 'hang' });
    const started = account.start(['canary', '--sandbox', '--json']);
    await expect.poll(() => account.areFaultsMet(), { timeout: 30_000 }).toBe(true);
    started.kill('SIGINT');
    const run = await started.done;
    expect(run.exitCode, run.stderr).toBe(130);
    expect(run.stderr).not.toContain('rolling back');
    expect(run.stderr).not.toMatch(/not proven/);
    expect(run.json()).toMatchObject({
      error: {
        code: 'CANCELLED',
        aftermath: expect.stringMatching(/as it was: self-managed signing is on\nback to AWS:/),
      },
    });
    const status = await account.run(['status', '--sandbox', '--json']);
    expect(status.json()).toMatchObject({ signing: 'self-managed', proof: { state: 'proven' } });
  });

  it('counts a refusal on the way as what it was', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'CreateCertificateFromCsrMqtt', kind: 'error-500' });
    const run = await account.run(CANARY);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('after the switch (1 request got no certificate)');
  });

  it('asks IAM first, and says so', async () => {
    const account = enabled.copy();
    const run = await account.run(CANARY);
    expect(run.exitCode, run.stderr).toBe(0);
    const said = run.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('certprov deletes the provider: you may delete the provider (checked)');
    expect(said).not.toContain('was not checked');
    expect(run.stderr).toMatch(/rollback {6}if devices are refused[^]*canary:/);
    expect(run.json()['rights']).toMatchObject({ wayBack: 'allowed', missing: [], unknown: [] });
    const kept = await account.run([...CANARY, '--no-auto-rollback']);
    expect(kept.stderr).not.toMatch(/rollback {6}/);
    expect(kept.json()['rights']).toMatchObject({ wayBack: 'unknown', missing: [] });
  });

  it('says before it asks that the return is denied, goes on, and ends as ever', async () => {
    const account = enabled.copy();
    account.deny(RETURN);
    const run = await account.run(CANARY);
    expect(run.exitCode, run.stderr).toBe(0);
    const said = run.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('rollback if devices are refused, certprov deletes the provider: not yours: you may not');
    expect(said).toMatch(/! user\/operator could not take the switch back: iot:DeleteCertificateProvider \(/);
    expect(run.stderr.indexOf('could not take the switch back')).toBeLessThan(run.stderr.indexOf('canary ready'));
    expect(run.json()).toMatchObject({
      rights: { wayBack: 'denied', missing: [{ action: 'iot:DeleteCertificateProvider', needs: ['return'] }] },
    });
  });

  it('does not take "not known" for yes, and goes on', async () => {
    const account = enabled.copy();
    account.deny('iam:SimulatePrincipalPolicy');
    const run = await account.run(CANARY);
    expect(run.exitCode, run.stderr).toBe(0);
    const said = run.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('whether you may do all of it, the rollback included, could not be checked');
    expect(run.json()['rights']).toMatchObject({ wayBack: 'unknown' });
  });

  it('takes back a switch whose function AWS IoT may no longer invoke', async () => {
    const account = enabled.copy();
    await account.elsewhere(closeToIot);
    const run = await account.run(['canary', '--sandbox', '--json']);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()).toMatchObject({ error: { code: 'CANARY_FAILED', details: { returned: true } } });
    expect(await account.snapshot()).toMatchObject(inRegion(RETURNED));
  });

  it('has nothing to prove while AWS signs', async () => {
    const run = await seeded.copy().run(['canary', '--sandbox', '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({
      error: { code: 'AWS_NOT_FOUND', message: expect.stringContaining('AWS signs') },
    });
  });
});

/** Without what two runs of the same make anew: ids, dates, tokens. */
async function contents(account: Account): Promise<string[]> {
  const { roles, regions } = (await account.snapshot()) as {
    roles: object;
    regions: Readonly<Record<string, Readonly<Record<string, object>>>>;
  };
  const parts = Object.entries(regions['us-east-1']!).flatMap(([part, held]) =>
    Object.keys(held).map((name) => `${part}/${name}`),
  );
  return [...Object.keys(roles), ...parts];
}

const withoutProof = async (account: Account): Promise<unknown> =>
  JSON.parse(
    JSON.stringify(await account.snapshot(), (key, value: unknown) => (key === 'certprov:proof' ? undefined : value)),
  );

const deleteTemplates = (account: Account): Promise<void> =>
  account.elsewhere(async (client) => {
    const iot = new IoTClient(client);
    const { templates = [] } = await iot.send(new ListProvisioningTemplatesCommand({}));
    for (const { templateName } of templates) await iot.send(new DeleteProvisioningTemplateCommand({ templateName }));
  });
