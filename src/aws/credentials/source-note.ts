import type { CredentialSource } from './credential-source.ts';
import type { HostProfile } from './host-profile.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the credentials come from, when that is not what the operator may believe; nothing otherwise. */
export function sourceNote(source: CredentialSource, profile: HostProfile, env: Environment): string | undefined {
  const { name, namedBy } = profile;
  if (source.kind === 'environment')
    return namedBy && `keys of the environment (AWS_ACCESS_KEY_ID), not those of ${namedBy}=${name}`;
  const from = placeOf(source);
  if (from !== undefined) {
    const why = namedBy === undefined ? '' : `, as profile ${name} of ${namedBy} holds none of its own`;
    return `${from}${why}`;
  }
  if (namedBy === '--profile' && env['AWS_ACCESS_KEY_ID'])
    return `profile ${name} of --profile, not the keys of the environment (AWS_ACCESS_KEY_ID)`;
  const other = env['AWS_PROFILE'];
  if (namedBy === 'AWS_DEFAULT_PROFILE' && other && other !== name)
    return `profile ${name} of AWS_DEFAULT_PROFILE, which goes before AWS_PROFILE=${other}`;
  return undefined;
}

function placeOf(source: CredentialSource): string | undefined {
  if (source.kind === 'container') return 'the role of this container';
  if (source.kind === 'instance') return 'the role of this instance';
  const isOfEnvironment = source.kind === 'web-identity' && source.profile === undefined;
  return isOfEnvironment ? 'the role of AWS_WEB_IDENTITY_TOKEN_FILE' : undefined;
}
