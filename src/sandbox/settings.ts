import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CertprovError } from '../errors.ts';
import type { SandboxSettings } from './service.ts';
import { isErrno } from './state/write-file-atomically.ts';

/** Long enough that a caller which does not wait is found out, short enough that one which does is not slowed down. */
export const DEFAULT_SETTINGS: SandboxSettings = {
  roleDelayMs: 100,
  functionPendingMs: 50,
  authorityMs: 80,
  propagationMs: 400,
  trailDelayMs: 400,
  interfaceDelayMs: 300,
  coldStartMs: 0,
  accountConcurrency: 1000,
  pageSize: undefined,
  csrPerSecond: undefined,
  keysPerSecond: undefined,
  registerThingPerSecond: undefined,
};

/** The settings in use: defaults, then `settings.json` of the account's folder, then those given in code. */
export function settingsReader(folder: string, given: Partial<SandboxSettings>): () => SandboxSettings {
  const path = join(folder, 'settings.json');
  let readAt = -1;
  let current: SandboxSettings = { ...DEFAULT_SETTINGS, ...given };
  return () => {
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
    if (changedAt !== readAt) {
      current = { ...DEFAULT_SETTINGS, ...readSettings(path), ...given };
      readAt = changedAt;
    }
    return current;
  };
}

function readSettings(path: string): Partial<SandboxSettings> {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    for (const [name, value] of Object.entries(found)) {
      if (!(name in DEFAULT_SETTINGS) || typeof value !== 'number' || value < 0)
        throw new Error(`${name} is not a setting or not a number`);
    }
    return found;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return {};
    throw new CertprovError(
      'FILE_UNREADABLE',
      `the sandbox's settings cannot be read: ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
