import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startAccount } from '../../src/sandbox/start-account.ts';
import { clientOf, type ClientConfig } from './temporary-sandbox.ts';

export interface TemporaryAccount extends Sandbox, AsyncDisposable {
  readonly folder: string;
  readonly client: ClientConfig;
}

/** The whole seeded account in a folder of its own, gone at the end. */
export async function temporaryAccount(options: Partial<SandboxOptions> = {}): Promise<TemporaryAccount> {
  const folder = mkdtempSync(join(tmpdir(), 'certprov-account-'));
  const sandbox = await startAccount({ folder, ...options });
  return {
    ...sandbox,
    folder,
    client: clientOf(sandbox),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
