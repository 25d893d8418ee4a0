import { randomUUID } from 'node:crypto';
import { AttachPolicyCommand, CreateKeysAndCertificateCommand, IoTClient } from '@aws-sdk/client-iot';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { connectDevice, type DeviceConnection } from '../../src/device/connect-device.ts';
import type { DeviceEndpoint } from '../../src/device/device-endpoint.ts';
import { createKeyAndCsr } from '../../src/device/key-and-csr.ts';
import { CertprovError } from '../../src/errors.ts';

/** Devices that share a claim, as a maker delivers them. */
export interface Fleet {
  readonly endpoint: DeviceEndpoint;
  readonly templateName: string;
  readonly claim: { readonly certificatePem: string; readonly privateKeyPem: string };
}

export interface Onboarding {
  /** Milliseconds since the fleet began. */
  readonly startedAtMs: number;
  readonly tookMs: number;
  /** Common name of whoever signed, or the whole name. */
  readonly issuer?: string;
  /** Why the device got none. */
  readonly refusal?: string;
}

interface AwsClient {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A claim of its own for a seeded template, under the seeded policy. */
export async function makeFleet(client: AwsClient, endpoint: DeviceEndpoint): Promise<Fleet> {
  const iot = new IoTClient(client);
  const { certificateArn, certificatePem, keyPair } = await iot.send(
    new CreateKeysAndCertificateCommand({ setAsActive: true }),
  );
  await iot.send(new AttachPolicyCommand({ policyName: 'AcmeClaimPolicy', target: certificateArn! }));
  return {
    endpoint,
    templateName: 'acme-sensors',
    claim: { certificatePem: certificatePem!, privateKeyPem: keyPair!.PrivateKey! },
  };
}

/** One device, the whole way: claim, CSR, certificate, thing, and back with the certificate. */
async function onboard({ endpoint, claim, templateName }: Fleet): Promise<string> {
  const name = `SN-${randomUUID()}`;
  const { csrPem, privateKeyPem } = await createKeyAndCsr(`CN=${name}`);
  let connection: DeviceConnection | undefined;
  try {
    connection = await connectDevice(endpoint, { ...claim, clientId: name });
    const { certificatePem, certificateOwnershipToken } = await connection.createCertificateFromCsr(csrPem);
    await connection.registerThing(templateName, certificateOwnershipToken, { SerialNumber: name });
    await connection.close();
    connection = await connectDevice(endpoint, { certificatePem, privateKeyPem, clientId: name });
    const { issuer } = parseCertificate(certificatePem);
    return issuer.commonName ?? issuer.text;
  } finally {
    await connection?.close();
  }
}

/** No device fails the fleet: why it got nothing is its result. */
async function tryOnboard(fleet: Fleet, sinceMs: number): Promise<Onboarding> {
  const started = performance.now();
  const times = (): Pick<Onboarding, 'startedAtMs' | 'tookMs'> => ({
    startedAtMs: started - sinceMs,
    tookMs: performance.now() - started,
  });
  try {
    const issuer = await onboard(fleet);
    return { ...times(), issuer };
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return { ...times(), refusal: error.message };
  }
}

/** So many devices, never more than `inFlight` at a time. */
export async function onboardInParallel(fleet: Fleet, count: number, inFlight: number): Promise<Onboarding[]> {
  const since = performance.now();
  const results: Onboarding[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      results.push(await tryOnboard(fleet, since));
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, worker));
  return results;
}

export interface Line {
  readonly perSecond: number;
  /** A line waits for a machine that is slower than that. */
  readonly inFlight: number;
  /** Asked before each device, with the number of those that began before it. */
  readonly goesOn: (begun: number) => boolean;
}

/** Devices one behind the other at a bounded rate, as a line in a factory switches them on. */
export async function onboardAtRate(fleet: Fleet, { perSecond, inFlight, goesOn }: Line): Promise<Onboarding[]> {
  const since = performance.now();
  const results: Onboarding[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (goesOn(begun)) {
      const due = since + (begun * 1000) / perSecond;
      begun += 1;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      results.push(await tryOnboard(fleet, since));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return results;
}
