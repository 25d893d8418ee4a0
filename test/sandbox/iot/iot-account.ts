import { IoTClient } from '@aws-sdk/client-iot';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { temporaryAccount } from '../temporary-account.ts';

/** The account of a test file, and a client of AWS IoT in it. */
export async function openIotAccount(options: Partial<SandboxOptions> = {}) {
  const account = await temporaryAccount(options);
  return { account, iot: new IoTClient(account.client), close: () => account[Symbol.asyncDispose]() };
}
