import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HostEnvironment {
  readonly folder: string;
  /** The two files of a machine; each test has its own folder, so that the SDK's cache of files never answers for another. */
  configure(config: string, credentials?: string): Promise<void>;
  restore(): Promise<void>;
}

/** A machine without any AWS settings, in the environment of this process. */
export async function emptyHost(): Promise<HostEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'certprov-aws-'));
  const saved = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  const configure = async (config: string, credentials = ''): Promise<void> => {
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    await writeFile(join(folder, 'config'), config);
    await writeFile(join(folder, 'credentials'), credentials);
  };
  await configure('');
  process.env['HOME'] = folder;
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  return {
    folder,
    configure,
    async restore() {
      process.env = saved;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
