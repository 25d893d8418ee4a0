import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AttachPolicyCommand,
  CreateKeysAndCertificateCommand,
  DescribeCertificateCommand,
  IoTClient,
  ListThingPrincipalsCommand,
} from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CertprovRun } from '../support/certprov.ts';
import { Account, mutating } from './account.ts';

let seeded: Account;
let enabled: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const AMAZON = /Amazon/;
const OWN_CA = 'CN=Acme Device CA P256,O=Acme';

/** Certificate and key of a claim with the account's claim policy, as a fleet has it. */
async function withClaim(account: Account): Promise<string[]> {
  const { certificatePem = '', keyPair } = await account.elsewhere(async (client) => {
    const iot = new IoTClient(client);
    const made = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
    await iot.send(new AttachPolicyCommand({ policyName: 'AcmeClaimPolicy', target: made.certificateArn }));
    return made;
  });
  return [
    ['--claim-certificate', account.file('claim.pem', certificatePem)],
    ['--claim-key', account.file('claim.key', keyPair?.PrivateKey ?? '')],
  ].flat();
}

const provision = (account: Account, serial: string, ...args: readonly string[]): Promise<CertprovRun> =>
  account.run(
    [
      ['device', 'provision', '--sandbox', '--json', '--template', 'acme-sensors'],
      ['--parameter', `SerialNumber=${serial}`, '--out-dir', join(account.home, serial), ...args],
    ].flat(),
  );

interface DeviceDocument {
  readonly certificateId: string;
  readonly certificate: { readonly issuer: string };
  readonly files: { readonly key: string; readonly certificate: string };
}

/** The account agrees: the certificate is active and the thing's. */
async function isRegistered(account: Account, thingName: string, certificateId: string): Promise<boolean> {
  return account.elsewhere(async (client) => {
    const iot = new IoTClient(client);
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName }));
    return (
      certificateDescription?.status === 'ACTIVE' &&
      principals?.includes(certificateDescription.certificateArn ?? '') === true
    );
  });
}

describe.concurrent('a device of the sandbox account', () => {
  it.each([
    ['json', 'ec-p256'],
    ['cbor', 'rsa-2048'],
  ])('comes in by a trusted user and back as itself: %s, %s', async (format, keyType) => {
    const account = seeded.copy();
    const run = await provision(account, 'SN-1', '--trusted-user', '--format', format, '--key-type', keyType);
    expect(run.stderr).toContain('came back    as SN-1');
    expect(run.json()).toMatchObject({ by: 'trusted-user', thingName: 'SN-1', reconnectedAs: 'SN-1', format });
    const { certificateId, certificate, files } = run.json() as unknown as DeviceDocument;
    expect(certificate.issuer).toMatch(AMAZON);
    expect(await isRegistered(account, 'SN-1', certificateId)).toBe(true);
    const kept = new X509Certificate(readFileSync(files.certificate));
    expect(kept.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(certificateId);
  });

  it('comes in by claim', async () => {
    const account = seeded.copy();
    const run = await provision(account, 'SN-2', ...(await withClaim(account)));
    expect(run.json()).toMatchObject({ by: 'claim', thingName: 'SN-2', reconnectedAs: 'SN-2' });
  });

  it('gets its certificate from the linked CA once the provider is on, and AWS makes keys as before', async () => {
    const account = enabled.copy();
    const own = await provision(account, 'SN-3', '--trusted-user');
    expect(own.json()).toMatchObject({
      certificate: { issuer: OWN_CA },
      checks: expect.arrayContaining([expect.objectContaining({ code: 'ISSUED_BY_LINKED_CA', severity: 'ok' })]),
    });
    const byAws = await provision(account, 'SN-4', '--trusted-user', '--keys-by-aws');
    expect(byAws.json()).toMatchObject({ keysBy: 'aws', thingName: 'SN-4', reconnectedAs: 'SN-4' });
    expect((byAws.json() as unknown as DeviceDocument).certificate.issuer).toMatch(AMAZON);
  });

  it('is refused a certificate when the function may not be invoked, and nothing is registered', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'IssueCertificate', kind: 'access-denied', times: 'always' });
    const run = await provision(account, 'SN-5', '--trusted-user');
    expect(run.exitCode).toBe(1);
    expect(run.json().error).toMatchObject({
      code: 'DEVICE_REFUSED',
      fix: expect.stringContaining('dry-run'),
      details: { step: 'certificate' },
    });
  });

  it('does not come in with a claim that the account does not know', async () => {
    const elsewhere = seeded.copy();
    const foreign = await withClaim(elsewhere);
    const run = await provision(seeded.copy(), 'SN-6', ...foreign);
    expect(run.exitCode).toBe(1);
    expect(run.json().error).toMatchObject({
      code: 'DEVICE_NOT_ACCEPTED',
      details: { step: 'connect with the claim' },
    });
  });

  it('changes nothing of the account but what a device changes', async () => {
    const account = seeded.copy();
    const requests = await account.requestsOf(() => provision(account, 'SN-7', '--trusted-user'));
    expect(mutating(requests)).toEqual([
      'CreateProvisioningClaim',
      'CreateCertificateFromCsrMqtt',
      'RegisterThingMqtt',
    ]);
  });
});
