import { expect } from 'vitest';
import { PROVEN, type Account } from '../e2e/account.ts';
import { regionOf } from '../e2e/walk.ts';
import type { CertprovRun } from '../support/certprov.ts';

/** A function that does well whenever it is tried, and refuses every device. */
export const REFUSING = [...PROVEN, '--json', '--function', 'fair-weather-signer', '--ca', 'Acme Device CA P256'];
export const STATUS = ['status', '--sandbox', '--json'];
export const CANARY = ['canary', '--sandbox', '--json'];

export const isOn = async (account: Account): Promise<boolean> =>
  Object.keys((await regionOf(account)).certificateProviders).length > 0;

/** Over a fleet that is refused no command ends well, and `status` is red; what is off may be green. */
export async function expectSaysSo(account: Account): Promise<string> {
  const on = await isOn(account);
  const run = await account.run(STATUS);
  expect(run.exitCode, shown(run)).toBe(on ? 3 : 0);
  if (!on) {
    expect(run.json()).toMatchObject({ signing: 'aws-managed', proof: null });
    return 'AWS signs';
  }
  expect(run.json()).toMatchObject({
    signer: expect.stringMatching(/^(unproven|refused|closed)$/),
    proof: { state: expect.stringMatching(/^(unproven|refused)$/) },
    findings: expect.arrayContaining([
      expect.objectContaining({ code: expect.stringMatching(/^SWITCH_(UNPROVEN|REFUSED)$/), severity: 'blocker' }),
    ]),
  });
  return 'red';
}

export const shown = ({ exitCode, stderr, stdout }: CertprovRun): string => `exit ${exitCode}\n${stderr}\n${stdout}`;
