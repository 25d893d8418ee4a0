import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Server {
  readonly endpoint: string;
  readonly pid: number;
}

const fileOf = (folder: string): string => join(folder, 'serving.json');

/** Leaves word where the account is served; the answer takes it back. */
export async function recordServer(folder: string, endpoint: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const server: Server = { endpoint, pid: process.pid };
  await writeFile(fileOf(folder), JSON.stringify(server), { mode: 0o600 });
  return () => rm(fileOf(folder), { force: true });
}

/** Where the account is served now; undefined when nobody does, or the one who did is gone. */
export async function findServer(folder: string): Promise<string | undefined> {
  try {
    const { endpoint, pid } = JSON.parse(await readFile(fileOf(folder), 'utf8')) as Server;
    process.kill(pid, 0);
    return endpoint;
  } catch {
    return undefined;
  }
}
