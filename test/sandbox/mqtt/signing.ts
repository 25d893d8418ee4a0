import { IoTClient } from '@aws-sdk/client-iot';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { X509Certificate } from 'node:crypto';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';
import { ROLE, zip } from '../lambda/lambda-account.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { CLAIM_STATEMENTS, registeredIdentity } from './mqtt-account.ts';
import { FROM_CSR, newCsr, TestDevice } from './test-device.ts';

export const PROPAGATION_MS = 180_000;

/** An account whose time passes when told, with a device that asks for its certificate. */
export async function openSigning() {
  let now = new Date();
  const account = await temporaryAccount({
    clock: { now: () => now },
    settings: { propagationMs: PROPAGATION_MS, functionPendingMs: 0, authorityMs: 0 },
  });
  const claim = await registeredIdentity(account, CLAIM_STATEMENTS);
  const device = (await TestDevice.connect(await account.mqtt(), claim, 'device-1'))!;
  return {
    account,
    claim,
    iot: new IoTClient(account.client),
    lambda: new LambdaClient(account.client),
    pass: (milliseconds: number): void => {
      now = new Date(now.getTime() + milliseconds);
    },
    async ask() {
      const { csrPem } = await newCsr('SN-1');
      return { csrPem, ...(await device.ask(FROM_CSR, { certificateSigningRequest: csrPem })) };
    },
    async [Symbol.asyncDispose]() {
      await device[Symbol.asyncDispose]();
      await account[Symbol.asyncDispose]();
    },
  };
}

export const issuerOf = (body: Record<string, unknown>): string =>
  new X509Certificate(String(body['certificatePem'])).issuer;

export const failures = (account: TemporaryAccount) =>
  account.store.read((state) => {
    const hours = Object.values(
      regionOf(state, account.region).cloudwatch.counted?.['CreateCertificateFromCsrFailed'] ?? {},
    );
    return {
      calls: hours.reduce((total, { sampleCount }) => total + sampleCount, 0),
      failed: hours.reduce((total, { sum }) => total + sum, 0),
    };
  });

export async function createFunction(lambda: LambdaClient, name: string, source: string): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 5,
      Code: { ZipFile: zip(source) },
    }),
  );
}
