import { CreateProvisioningClaimCommand, IoTClient } from '@aws-sdk/client-iot';
import { describe, expect, it } from 'vitest';
import { newCsr } from '../../sandbox/mqtt/test-device.ts';
import { roleSession } from '../../sandbox/role-session.ts';
import { bundleKit } from './bundle-kit.ts';
import { Factory } from './factory.ts';
import { KitRunner } from './kit-runner.ts';
import {
  activate,
  certificateOf,
  connects,
  createBucket,
  decided,
  holdings,
  keysByAws,
  makeThings,
  namesIn,
  openAccount,
  provision,
  statementsIn,
} from './kit-account.ts';

const REFUSED_BY_HOOK = { code: 'DEVICE_REFUSED' };

describe.concurrent('the artefacts of each way, in an account', () => {
  it('brings devices in by claim, as listed, and leaves nothing behind', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    const before = await holdings(account);
    using runner = await KitRunner.write('claim', account);
    runner.put('hook/allowed-serials.txt', `${runner.text('hook/allowed-serials.txt')}SN-0001\n`);
    await runner.apply();
    const claim = {
      certificatePem: runner.text('claim.certificate.pem'),
      privateKeyPem: runner.text('claim.private-key.pem'),
    };

    const device = await provision(account, claim, 'SN-0001');
    expect(await connects(account, device, 'SN-0001')).toBe(true);
    expect(await connects(account, device, 'SN-0002')).toBe(false);
    // A stolen claim cannot push a device off its connection.
    expect(await connects(account, claim, 'SN-0001')).toBe(false);
    // AWS would sign this one whatever provider there is.
    await expect(keysByAws(account, claim)).rejects.toMatchObject({ code: 'DEVICE_NOT_AUTHORIZED' });
    await expect(provision(account, claim, 'SN-0002')).rejects.toMatchObject(REFUSED_BY_HOOK);
    await expect(provision(account, claim, 'sn 0001')).rejects.toMatchObject(REFUSED_BY_HOOK);

    await runner.forDevice('remove-device.sh', 'SN-0001');
    expect(await connects(account, device, 'SN-0001')).toBe(false);
    await runner.undo();
    expect(namesIn(await holdings(account))).toEqual(namesIn(before));
  });

  it('lets nobody in by claim while the list is as it was written', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    using runner = await KitRunner.write('claim', account);
    await runner.apply();
    const claim = {
      certificatePem: runner.text('claim.certificate.pem'),
      privateKeyPem: runner.text('claim.private-key.pem'),
    };
    await expect(provision(account, claim, 'SN-0001')).rejects.toMatchObject(REFUSED_BY_HOOK);
  });

  it(
    'brings devices in by a trusted user, who may ask for claims of this template only',
    { timeout: 60_000 },
    async () => {
      await using account = await openAccount();
      const before = await holdings(account);
      using runner = await KitRunner.write('trusted-user', account);
      runner.put('hook/allowed-serials.txt', 'SN-0001\n');
      await runner.apply();
      const app = new IoTClient(await roleSession(account, ...statementsIn(runner.text('app-permissions.json'))));
      const { certificatePem, keyPair } = await app.send(new CreateProvisioningClaimCommand({ templateName: 'fleet' }));
      const claim = { certificatePem: certificatePem!, privateKeyPem: keyPair!.PrivateKey! };
      await expect(app.send(new CreateProvisioningClaimCommand({ templateName: 'other' }))).rejects.toThrow(
        'not authorized',
      );

      const device = await provision(account, claim, 'SN-0001');
      expect(await connects(account, device, 'SN-0001')).toBe(true);
      await expect(provision(account, claim, 'SN-0002')).rejects.toMatchObject(REFUSED_BY_HOOK);

      await runner.forDevice('remove-device.sh', 'SN-0001');
      await runner.undo();
      expect(namesIn(await holdings(account))).toEqual(namesIn(before));
    },
  );

  it('provisions just in time: refused once, then in', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    const before = await holdings(account);
    const factory = await Factory.open();
    using runner = await KitRunner.write('jitp', account);
    await expect(runner.apply()).rejects.toThrow('ca.pem is missing');
    runner.put('ca.pem', factory.caPem);
    await runner.apply();
    const device = await factory.make('SN-0001');
    expect(await connects(account, device, 'SN-0001')).toBe(false);
    expect(await connects(account, device, 'SN-0001')).toBe(true);
    const stranger = await (await Factory.open()).make('SN-0002');
    expect(await connects(account, stranger, 'SN-0002')).toBe(false);
    expect(await connects(account, stranger, 'SN-0002')).toBe(false);

    await runner.forDevice('remove-device.sh', 'SN-0001');
    await runner.undo();
    expect(await holdings(account)).toEqual(before);
    const late = await factory.make('SN-0003');
    expect(await connects(account, late, 'SN-0003')).toBe(false);
    expect(await connects(account, late, 'SN-0003')).toBe(false);
  });

  it('registers just in time: the function lets in who is listed', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    const before = await holdings(account);
    const factory = await Factory.open();
    using runner = await KitRunner.write('jitr', account);
    runner.put('ca.pem', factory.caPem);
    runner.put('activation/allowed-serials.txt', 'SN-0001\n');
    // Lambda's runtime has the SDK; the sandbox's has not.
    await bundleKit(runner.path('activation', 'index.mjs'));
    await runner.apply();

    const listed = await factory.make('SN-0001');
    const twin = await factory.make('SN-0001');
    const stranger = await factory.make('SN-0002');
    // Nobody but the rule calls the function.
    expect(await connects(account, listed, 'SN-0001')).toBe(false);
    await decided(account, listed, 'ACTIVE');
    expect(await connects(account, listed, 'SN-0001')).toBe(true);
    for (const [device, name] of [
      [twin, 'SN-0001'],
      [stranger, 'SN-0002'],
    ] as const) {
      expect(await connects(account, device, name)).toBe(false);
      await decided(account, device, 'INACTIVE');
      expect(await connects(account, device, name)).toBe(false);
    }
    // As AWS does after a failure.
    expect(await activate(account, listed)).toEqual({ allowed: false, refusal: 'it is ACTIVE' });
    expect(await activate(account, twin)).toEqual({ allowed: false, refusal: 'it is INACTIVE' });

    await runner.forDevice('remove-device.sh', 'SN-0001');
    await runner.undo();
    expect(namesIn(await holdings(account))).toEqual(namesIn(before));
  });

  it('registers the same device in two accounts, by its certificate', { timeout: 60_000 }, async () => {
    const device = await (await Factory.open()).make('SN-0001');
    for (const round of ['test', 'production']) {
      await using account = await openAccount();
      const before = await holdings(account);
      using runner = await KitRunner.write('multi-account', account);
      await runner.apply();
      runner.put('certificates/SN-0001.pem', device.certificatePem);
      await runner.forDevice('register-device.sh', 'SN-0001', 'certificates/SN-0001.pem');
      expect({ round, connects: await connects(account, device, 'SN-0001') }).toEqual({ round, connects: true });
      await runner.forDevice('remove-device.sh', 'SN-0001');
      await runner.undo();
      expect(await holdings(account)).toEqual(before);
    }
  });

  it('registers a list of CSRs in bulk', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    await createBucket(account);
    const before = await holdings(account);
    using runner = await KitRunner.write('bulk', account, { issuer: 'aws' });
    const own = await newCsr('SN-0001');
    runner.put('csrs/SN-0001.csr', own.csrPem);
    runner.put('things.json', makeThings(runner, 'csrs'));
    await runner.apply();
    const certificatePem = await certificateOf(account, 'SN-0001');
    expect(await connects(account, { certificatePem, privateKeyPem: own.privateKeyPem }, 'SN-0001')).toBe(true);
    await runner.forDevice('remove-device.sh', 'SN-0001');
    // The task has ended; the script goes on.
    await expect(runner.undo()).rejects.toThrow('Only a task in progress');
    await runner.undo({ after: 'StopThingRegistrationTask' });
    expect(await holdings(account)).toEqual(before);
  });

  it('registers a list of certificates in bulk', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    const factory = await Factory.open();
    await createBucket(account);
    using runner = await KitRunner.write('bulk', account, { issuer: 'own' });
    const device = await factory.make('SN-0001');
    runner.put('ca.pem', factory.caPem);
    runner.put('certificates/SN-0001.pem', device.certificatePem);
    runner.put('things.json', makeThings(runner, 'certificates', 'ca.pem'));
    await runner.apply();
    expect(await connects(account, device, 'SN-0001')).toBe(true);
    const late = await factory.make('SN-0002');
    expect(await connects(account, late, 'SN-0002')).toBe(false);
    expect(await connects(account, late, 'SN-0002')).toBe(false);
  });

  it('sets up single things by hand', { timeout: 60_000 }, async () => {
    await using account = await openAccount();
    const before = await holdings(account);
    using runner = await KitRunner.write('single-thing', account);
    await runner.apply();
    await runner.forDevice('add-device.sh', 'SN-0001');
    const device = {
      certificatePem: runner.text('SN-0001.certificate.pem'),
      privateKeyPem: runner.text('SN-0001.private-key.pem'),
    };
    expect(await connects(account, device, 'SN-0001')).toBe(true);
    expect(await connects(account, device, 'SN-0002')).toBe(false);
    await runner.forDevice('remove-device.sh', 'SN-0001');
    await runner.undo();
    expect(await holdings(account)).toEqual(before);
  });
});
