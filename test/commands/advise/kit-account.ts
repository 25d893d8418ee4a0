import {
  DescribeCertificateCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  type CertificateStatus,
} from '@aws-sdk/client-iot';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { execFileSync } from 'node:child_process';
import { expect, vi } from 'vitest';
import { connectDevice } from '../../../src/device/connect-device.ts';
import type { DeviceEndpoint } from '../../../src/device/device-endpoint.ts';
import { CertprovError } from '../../../src/errors.ts';
import { snapshotOf } from '../../../src/sandbox/snapshot.ts';
import { newCsr } from '../../sandbox/mqtt/test-device.ts';
import { temporaryAccount, type TemporaryAccount } from '../../sandbox/temporary-account.ts';
import { S3 } from '../../sandbox/s3/s3-client.ts';
import type { MadeDevice } from './factory.ts';
import { type KitRunner, TARGET } from './kit-runner.ts';

interface Identity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export const openAccount = (): Promise<TemporaryAccount> =>
  temporaryAccount({ settings: { roleDelayMs: 0, functionPendingMs: 0, authorityMs: 0, propagationMs: 0 } });

async function endpointOf(account: TemporaryAccount): Promise<DeviceEndpoint> {
  const { host, port, servername, caPem } = await account.mqtt();
  return { host, port, servername, caPem: [caPem] };
}

/** Whether AWS IoT lets this client in. */
export async function connects(account: TemporaryAccount, identity: Identity, clientId: string): Promise<boolean> {
  const { certificatePem, privateKeyPem } = identity;
  try {
    const device = await connectDevice(await endpointOf(account), { certificatePem, privateKeyPem, clientId });
    await device.close();
    return true;
  } catch (error) {
    if (!(error instanceof CertprovError) || !/^DEVICE_NOT_(ACCEPTED|AUTHORIZED)$/.test(error.code)) throw error;
    return false;
  }
}

/** By a claim to a certificate of its own, as firmware does it. */
export async function provision(account: TemporaryAccount, claim: Identity, serialNumber: string): Promise<Identity> {
  const clientId = `provisioning-${serialNumber}`;
  const { certificatePem, privateKeyPem } = claim;
  const device = await connectDevice(await endpointOf(account), { certificatePem, privateKeyPem, clientId });
  try {
    const own = await newCsr(serialNumber);
    const issued = await device.createCertificateFromCsr(own.csrPem);
    const token = issued.certificateOwnershipToken;
    const { thingName } = await device.registerThing('fleet', token, { SerialNumber: serialNumber });
    expect(thingName).toBe(serialNumber);
    return { certificatePem: issued.certificatePem, privateKeyPem: own.privateKeyPem };
  } finally {
    await device.close();
  }
}

export async function keysByAws(account: TemporaryAccount, { certificatePem, privateKeyPem }: Identity): Promise<void> {
  const clientId = 'provisioning-SN-0001';
  const device = await connectDevice(await endpointOf(account), { certificatePem, privateKeyPem, clientId });
  try {
    await device.createKeysAndCertificate();
  } finally {
    await device.close();
  }
}

export const holdings = (account: TemporaryAccount): Promise<object> => account.store.read(snapshotOf);

/** The operator has it already; the kit asks for its name. */
export const createBucket = (account: TemporaryAccount): Promise<unknown> =>
  new S3(account.client).createBucket(TARGET.bucket!);

export const statementsIn = (policy: string): readonly object[] =>
  (JSON.parse(policy) as { readonly Statement: readonly object[] }).Statement;

/** Names of everything but the test's own roles and certificates, since AWS forgets those that nobody claims by itself. */
export function namesIn(snapshot: object): object {
  const { roles, regions } = snapshot as {
    readonly roles: object;
    readonly regions: Readonly<Record<string, Readonly<Record<string, object>>>>;
  };
  const { certificates: _forgotten, ...rest } = regions['us-east-1']!;
  return {
    roles: Object.keys(roles).filter((name) => !name.startsWith('role-')),
    ...Object.fromEntries(Object.entries(rest).map(([part, records]) => [part, Object.keys(records)])),
  };
}

export async function activate(account: TemporaryAccount, { certificateId }: MadeDevice): Promise<unknown> {
  const { Payload, FunctionError } = await new LambdaClient(account.client).send(
    new InvokeCommand({
      FunctionName: 'fleet-activation',
      Payload: JSON.stringify({ certificateId, certificateStatus: 'PENDING_ACTIVATION' }),
    }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload!).toString());
  if (FunctionError !== undefined) throw new Error(JSON.stringify(answer));
  return answer;
}

/** When the function has decided on a device. */
export async function decided(
  account: TemporaryAccount,
  { certificateId }: MadeDevice,
  status: CertificateStatus,
): Promise<void> {
  const iot = new IoTClient(account.client);
  await vi.waitFor(
    async () => {
      const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
      expect(certificateDescription?.status).toBe(status);
    },
    { timeout: 20_000, interval: 50 },
  );
}

export async function certificateOf(account: TemporaryAccount, thingName: string): Promise<string> {
  const iot = new IoTClient(account.client);
  const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName }));
  const certificateId = principals![0]!.split('/').at(-1)!;
  const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
  return certificateDescription!.certificatePem!;
}

export const makeThings = (runner: KitRunner, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [runner.path('make-things.mjs'), ...args], { cwd: runner.folder, encoding: 'utf8' });
