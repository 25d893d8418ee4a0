import { describe, expect, it } from 'vitest';
import { soak, type Soaked } from '../support/soak.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { Account, PLACE } from './account.ts';

/** A short one; `npm run bench -- soak` has 5,000 devices. */
const DEVICES = 20;
const PER_SECOND = 10;
const IN_FLIGHT = 2;
const P256 = ['--ca', 'Acme Device CA P256'];

async function soaked(flags: readonly string[]): Promise<Soaked<CertprovRun>> {
  const account = await Account.seeded();
  return soak({
    home: account.home,
    devices: DEVICES,
    perSecond: PER_SECOND,
    inFlight: IN_FLIGHT,
    switchOver: () => account.run(['init', '--sandbox', '--yes', '--confirm', PLACE, '--json', ...flags]),
  });
}

const total = (issuedBy: Readonly<Record<string, number>>): number =>
  Object.values(issuedBy).reduce((sum, count) => sum + count, 0);

describe('a fleet that onboards while the signing is switched', () => {
  it('loses no device to a good signer', async () => {
    const { run, devices, refusals, issuedBy } = await soaked([]);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(refusals).toEqual([]);
    expect(total(issuedBy)).toBe(devices);
    // Some before the switch, some behind it.
    expect(Object.keys(issuedBy)).toHaveLength(2);
    expect(issuedBy).toHaveProperty('Acme Device CA P256');
  });

  it('loses no device to a bad signer, which the trial stops', async () => {
    const { run, refusals, issuedBy } = await soaked(['--function', 'swapped-key-signer', ...P256]);
    expect(run.json()).toMatchObject({ error: { code: 'TRIAL_FAILED' } });
    expect(refusals).toEqual([]);
    expect(Object.keys(issuedBy)).toHaveLength(1);
  });

  it('loses few to one that turns bad behind its trial: the canary takes the switch back', async () => {
    const { run, devices, refusals, refusedForMs, issuedBy } = await soaked([
      '--function',
      'fair-weather-signer',
      ...P256,
    ]);
    const { error } = run.json();
    expect(error).toMatchObject({ code: 'CANARY_FAILED', details: { returned: true } });
    expect(refusals.length).toBeGreaterThan(0);
    expect(total(issuedBy) + refusals.length).toBe(devices);
    // Before the switch, and again behind the way back.
    expect(total(issuedBy)).toBeGreaterThanOrEqual(10);
    // No longer than certprov says, and the time that a device and AWS's way back take.
    expect(refusedForMs).toBeLessThan((error!.details['exposedSeconds'] as number) * 1000 + 20_000);
  });
});
