import { readFile } from 'node:fs/promises';
import { CertprovError } from '../../errors.ts';
import type { Credentials } from '../connection/connection.ts';
import type { CredentialSource } from './credential-source.ts';
import { environmentCredentials, keysOfProfile } from './fixed-keys.ts';
import { machineCredentials } from './machine-credentials.ts';
import { processCredentials } from './process-credentials.ts';
import { roleCredentials } from './role-credentials.ts';
import { loginCredentials, ssoCredentials } from './sdk-sources.ts';
import { about, missing, NEW_LOGIN } from './source-fault.ts';
import type { SourceTools } from './source-tools.ts';

/**
 * Asks one source and none other: what it cannot give is an error that names it. That is where the SDK's own chain would
 * go on to the role of the machine, which may be in another account than the one that was meant.
 */
export async function resolveSource(source: CredentialSource, tools: SourceTools): Promise<Credentials> {
  switch (source.kind) {
    case 'environment':
      return environmentCredentials(tools.env);
    case 'container':
    case 'instance':
      return machineCredentials(source.kind, tools.env);
    case 'web-identity':
      return webIdentityCredentials(source, tools);
    default:
      try {
        return withOrdinaryCharacters(await ofProfile(source, tools));
      } catch (error) {
        throw about(`profile "${source.profile}"`, error, loginFor(source), { profile: source.profile });
      }
  }
}

/** A line break or a blank that was copied along: said here, where it is known whose key it is. */
function withOrdinaryCharacters(credentials: Credentials): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials;
  if (/^[!-~]*$/.test(`${accessKeyId}${secretAccessKey}${sessionToken}`)) return credentials;
  throw new CertprovError(
    'AWS_CREDENTIALS_INVALID',
    'its credentials hold a character that no key has, such as a line break',
    { fix: 'correct the keys where they stand, or what its credential_process prints', details: { definite: true } },
  );
}

/** How to get new credentials once a token has expired. */
const loginFor = ({ kind, profile }: OfProfile): string =>
  kind === 'sso' || kind === 'login'
    ? `log in with \`aws ${kind === 'sso' ? 'sso login' : 'login'} --profile ${profile}\`, then run the same command again`
    : NEW_LOGIN;

type OfProfile = Exclude<
  CredentialSource,
  { readonly kind: 'environment' | 'container' | 'instance' | 'web-identity' }
>;

async function ofProfile(source: OfProfile, tools: SourceTools): Promise<Credentials> {
  const { profile } = source;
  switch (source.kind) {
    case 'role':
      return roleCredentials(profile, { ...tools, resolve: (own) => resolveSource(own, tools) });
    case 'keys':
      return keysOfProfile(tools.files[source.file], profile, source.file);
    case 'process':
      return processCredentials(profile, tools.files.setting(profile, 'credential_process') ?? '', tools);
    case 'sso':
      return ssoCredentials(profile, tools);
    default:
      return loginCredentials(profile, tools);
  }
}

async function webIdentityCredentials(
  { profile, tokenFile, roleArn, sessionName }: Extract<CredentialSource, { readonly kind: 'web-identity' }>,
  tools: SourceTools,
): Promise<Credentials> {
  const [subject, setting] =
    profile === undefined
      ? ['the web identity of AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN']
      : [`profile "${profile}"`, 'role_arn'];
  try {
    if (roleArn === undefined) throw missing(`${setting} is not set`, `set ${setting} to the role to assume`);
    const token = await readFile(tokenFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw missing(`its token file cannot be read (${error.code})`, `look at ${tokenFile}`);
    });
    return await (await tools.assume()).byWebIdentity({ roleArn, sessionName, token: token.trim() });
  } catch (error) {
    throw about(subject, error, NEW_LOGIN, { profile });
  }
}
