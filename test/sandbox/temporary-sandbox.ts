import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { iamService } from '../../src/sandbox/iam/service.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { stsService } from '../../src/sandbox/sts/service.ts';

/** What every SDK client of a test needs. One attempt: a test counts what it sends. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export const clientOf = ({ endpoint, region, credentials }: Sandbox): ClientConfig => ({
  endpoint,
  region,
  credentials,
  maxAttempts: 1,
});

export interface TemporarySandbox extends Sandbox, AsyncDisposable {
  readonly folder: string;
  readonly client: ClientConfig;
}

/** A sandbox with sts and iam in a folder of its own, gone at the end of the test. */
export async function temporarySandbox(options: Partial<SandboxOptions> = {}): Promise<TemporarySandbox> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'certprov-sandbox-'));
  const { services = [], ...rest } = options;
  const sandbox = await startSandbox({ folder, ...rest, services: [stsService, iamService, ...services] });
  return {
    ...sandbox,
    folder,
    client: clientOf(sandbox),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The error of a call that must fail, with the members that the SDK gives it. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<Error & { readonly $metadata?: { httpStatusCode?: number; requestId?: string }; readonly Code?: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('the call was expected to fail');
}
