import { inspect } from 'node:util';
import { openAws } from '../../src/aws/open-aws.ts';
import { CertprovError } from '../../src/errors.ts';
import { startCannedServer, xml } from './canned-server.ts';
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

/** Who AWS says that this machine's credentials are. */
export const identityOf = async (profile?: string) => (await openAws({ profile })).reader.callerIdentity();

export const IDENTITY = xml(
  200,
  '<R><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/R/s</Arn><Account>111122223333</Account></GetCallerIdentityResult></R>',
);
export const assumed = (operation: string) =>
  xml(
    200,
    `<R><${operation}Result><Credentials><AccessKeyId>ASIAASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></${operation}Result></R>`,
  );
export const KEYS = 'aws_access_key_id = AKIDFILE\naws_secret_access_key = s\n';
export const ROLE = 'role_arn = arn:aws:iam::111122223333:role/R\n';
export const REGION = 'region = eu-west-1\n';

/** An instance whose role must not be used: everything that asks it is noted. */
export async function onInstance() {
  const server = await startCannedServer(({ path, method }) => ({
    status: 200,
    body:
      method === 'PUT'
        ? 'token'
        : path.endsWith('/')
          ? 'role'
          : JSON.stringify({
              Code: 'Success',
              AccessKeyId: 'AKIDINSTANCE',
              SecretAccessKey: 's',
              Token: 't',
              Expiration: '2099-01-01T00:00:00Z',
            }),
  }));
  delete process.env['AWS_EC2_METADATA_DISABLED'];
  process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = server.endpoint;
  return server;
}

export async function failureOf(ask: () => Promise<unknown>): Promise<CertprovError> {
  const error: unknown = await ask().catch((thrown: unknown) => thrown);
  if (!(error instanceof CertprovError)) throw new Error(`no failure: ${inspect(error)}`);
  return error;
}
