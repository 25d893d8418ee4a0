import type { Credentials } from '../connection/connection.ts';
import { type CredentialSource, hasKeys, isRole, profileSource } from './credential-source.ts';
import { machineCredentials } from './machine-credentials.ts';
import { environmentCredentials } from './fixed-keys.ts';
import { about, missing } from './source-fault.ts';
import type { SourceTools } from './source-tools.ts';

interface RoleTools extends SourceTools {
  /** Asks what is no role. */
  readonly resolve: (source: CredentialSource) => Promise<Credentials>;
}

/**
 * A profile with `role_arn`: its source is asked, then STS. Sources may be roles themselves.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export async function roleCredentials(
  profile: string,
  tools: RoleTools,
  visited: readonly string[] = [profile],
): Promise<Credentials> {
  const setting = (key: string): string | undefined => tools.files.setting(profile, key);
  const roleArn = setting('role_arn') ?? '';
  const source = await sourceOf(profile, tools, visited);
  const serial = setting('mfa_serial');
  const seconds = Number.parseInt(setting('duration_seconds') ?? '', 10);
  const request = {
    roleArn,
    sessionName: setting('role_session_name'),
    externalId: setting('external_id'),
    durationSeconds: Number.isNaN(seconds) ? undefined : seconds,
    mfa: serial === undefined ? undefined : { serial, code: await mfaCode(serial, profile, tools) },
  };
  try {
    return await (await tools.assume()).byRole(source, request);
  } catch (error) {
    throw about(`the role ${roleArn} could not be assumed`, error, FIX);
  }
}

const FIX = 'look at role_arn and source_profile of the profile';

async function sourceOf(profile: string, tools: RoleTools, visited: readonly string[]): Promise<Credentials> {
  const { files, env } = tools;
  const place = files.setting(profile, 'credential_source');
  const source = files.setting(profile, 'source_profile');
  if ((place === undefined) === (source === undefined)) {
    const how = place === undefined ? 'neither source_profile nor' : 'both source_profile and';
    throw missing(`it has ${how} credential_source`, 'give the profile with role_arn one of the two');
  }
  if (source === undefined) return fromPlace(place ?? '', env);
  if (!files.has(source)) throw missing(`its source_profile "${source}" does not exist`, 'correct source_profile');
  // A profile may be its own source when it holds the keys itself.
  if (visited.includes(source) && !(source === profile && hasKeys(files, source)))
    throw missing(`its source_profile "${source}" leads back to itself`, 'correct source_profile');
  try {
    if (isRole(files, source) && !hasKeys(files, source))
      return await roleCredentials(source, tools, [...visited, source]);
    const own = profileSource(files, source);
    if (own === undefined) throw missing('it holds no credentials', 'add some to it, or correct source_profile');
    return await tools.resolve(own);
  } catch (error) {
    throw about(`its source_profile "${source}"`, withoutSubject(error, source), FIX);
  }
}

/** `profile "base": …` is said once. */
function withoutSubject(error: unknown, profile: string): unknown {
  const subject = `profile "${profile}": `;
  if (error instanceof Error && error.message.startsWith(subject)) error.message = error.message.slice(subject.length);
  return error;
}

async function fromPlace(place: string, env: NodeJS.ProcessEnv): Promise<Credentials> {
  switch (place.toLowerCase()) {
    case 'environment':
      return environmentCredentials(env);
    case 'ecscontainer':
      return machineCredentials('container', env);
    case 'ec2instancemetadata':
      return machineCredentials('instance', env);
    default:
      throw missing(
        `its credential_source ${place} is not one of Environment, Ec2InstanceMetadata, EcsContainer`,
        'correct credential_source',
      );
  }
}

async function mfaCode(serial: string, profile: string, { askMfaCode }: SourceTools): Promise<string> {
  if (askMfaCode) return askMfaCode(serial, profile);
  throw missing(
    `it needs a code of the MFA device ${serial}, and there is no terminal to ask for it`,
    `run it in a terminal, or type the code for the AWS CLI: eval "$(aws configure export-credentials --profile ${profile} --format env)" and the same command without --profile; \`aws sts get-session-token --serial-number ${serial} --token-code <code>\` gives keys for it too. Unattended runs need a role without MFA`,
    { mfaSerial: serial },
  );
}
