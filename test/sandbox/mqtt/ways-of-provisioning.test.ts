import { describe, expect, it } from 'vitest';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { createProvider, permit } from './provider.ts';
import { AFFECTED, UNAFFECTED, type Onboarded } from './ways-of-provisioning.ts';

const SETTINGS = { propagationMs: 0, authorityMs: 0 };

async function onboard(
  way: (account: TemporaryAccount) => Promise<Onboarded>,
  hasProvider: boolean,
): Promise<Onboarded> {
  await using account = await temporaryAccount({ settings: SETTINGS });
  if (hasProvider) {
    await permit(account, 'acme-iot-signer');
    await createProvider(account, 'acme-iot-signer');
  }
  return await way(account);
}

describe('a certificate provider', () => {
  it.each(Object.entries(AFFECTED))('signs for devices that come in %s', async (_name, way) => {
    const [without, withProvider] = await Promise.all([onboard(way, false), onboard(way, true)]);
    expect(without).toEqual({
      thingName: 'SN-1',
      issuer: expect.stringContaining('Amazon Web Services') as string,
      connects: true,
    });
    expect(withProvider).toEqual({
      thingName: 'SN-1',
      issuer: expect.stringContaining('Acme') as string,
      connects: true,
    });
  });

  it.each(Object.entries(UNAFFECTED))('changes nothing for %s', async (_name, way) => {
    const [without, withProvider] = await Promise.all([onboard(way, false), onboard(way, true)]);
    expect(without.connects).toBe(true);
    expect(withProvider).toEqual(without);
  });
});
