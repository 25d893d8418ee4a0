import { loadSharedConfigFiles } from '@smithy/core/config';
import { CertprovError } from '../errors.ts';
import type { Credentials } from './connection.ts';

const CONNECT_MS = 5_000;
const REQUEST_MS = 30_000;

/**
 * The chain that the AWS CLI uses too (environment, profile, SSO, process, web identity, container, instance), loaded
 * when first asked and shared by all clients, so that it is walked once.
 */
export function defaultCredentials(region: string, profile: string | undefined): () => Promise<Credentials> {
  const profileInUse = profile ?? process.env['AWS_PROFILE'];
  let provider: Promise<() => Promise<Credentials>> | undefined;
  return async () => {
    provider ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) =>
      defaultProvider({
        ...(profile === undefined ? {} : { profile }),
        logger: SILENT,
        clientConfig: {
          region,
          requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
        },
      }),
    );
    try {
      return await (
        await provider
      )();
    } catch (error) {
      if (profileInUse !== undefined) await expectProfile(profileInUse);
      throw error;
    }
  };
}

/** The chain itself tells no difference between a profile that is not there and one that holds nothing. */
async function expectProfile(profile: string): Promise<void> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  if (Object.hasOwn(configFile, profile) || Object.hasOwn(credentialsFile, profile)) return;
  throw new CertprovError('AWS_CREDENTIALS_MISSING', `there is no AWS profile "${profile}" on this machine`, {
    fix: 'list the profiles with `aws configure list-profiles`, and look at --profile and AWS_PROFILE',
    details: { profile, definite: true },
  });
}

const ignore = (): void => undefined;

/** The chain would print to the console; the account that certprov shows says which credentials won. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
