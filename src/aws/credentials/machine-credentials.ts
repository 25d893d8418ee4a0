import { CertprovError } from '../../errors.ts';
import type { Credentials } from '../connection/connection.ts';
import { containerMetadata, instanceMetadata } from './sdk-sources.ts';
import { about } from './source-fault.ts';

/** The role of the container or of the instance that this runs on. */
export async function machineCredentials(kind: 'container' | 'instance', env: NodeJS.ProcessEnv): Promise<Credentials> {
  if (kind === 'container') return containerCredentials(env);
  if (env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') throw nothing();
  try {
    return await instanceMetadata();
  } catch (error) {
    // Most machines are no instance, and nobody has asked for its role.
    const endpoint = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
    if (endpoint === undefined) throw nothing(error);
    throw about(`the instance role at ${endpoint} (AWS_EC2_METADATA_SERVICE_ENDPOINT)`, error, FIX);
  }
}

/** A container that names where its credentials are has no others: the instance below it may be somebody else's. */
async function containerCredentials(env: NodeJS.ProcessEnv): Promise<Credentials> {
  const variable = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']
    ? 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'
    : 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
  try {
    return await containerMetadata();
  } catch (error) {
    throw about(`the container credentials at ${env[variable]} (${variable})`, error, FIX);
  }
}

const FIX = 'check that something answers there, or name a profile with --profile';

const nothing = (cause?: unknown): CertprovError =>
  new CertprovError('AWS_CREDENTIALS_MISSING', 'there are no AWS credentials to use', {
    fix: 'log in (`aws sso login` or `aws login`), pass --profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or try --sandbox',
    details: { definite: true, awsCode: cause instanceof Error ? cause.name : undefined },
  });
