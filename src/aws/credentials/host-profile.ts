import { loadSharedConfigFiles } from '@smithy/core/config';
import { CertprovError } from '../../errors.ts';

type Section = Readonly<Record<string, string | undefined>>;
type Sections = Readonly<Record<string, Section>>;

/** What names a profile, strongest first. The AWS CLI takes AWS_DEFAULT_PROFILE before AWS_PROFILE. */
const VARIABLES = ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'] as const;

type NamedBy = '--profile' | (typeof VARIABLES)[number];

/** The profile whose settings count, and the files of this machine. */
export interface HostProfile {
  readonly name: string;
  /** Absent when nobody has named one: it is `default` then, and need not be there. */
  readonly namedBy: NamedBy | undefined;
  readonly files: HostFiles;
  /** A setting of the profile; an empty one counts as not set. */
  setting(key: string): string | undefined;
}

export interface HostFiles {
  readonly config: Sections;
  readonly credentials: Sections;
  has(profile: string): boolean;
  /** Both files, the credentials file before the other. */
  setting(profile: string, key: string): string | undefined;
}

/**
 * @throws AWS_CREDENTIALS_MISSING when a profile was named that is not there: whoever names one means no other account
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export async function hostProfile(flag: string | undefined, env = process.env): Promise<HostProfile> {
  const files = await hostFiles();
  const variable = VARIABLES.find((name) => env[name]);
  const name = flag ?? (variable && env[variable]) ?? 'default';
  const namedBy = flag === undefined ? variable : '--profile';
  if (namedBy !== undefined && !files.has(name)) throw unknownProfile(name, namedBy);
  return { name, namedBy, files, setting: (key) => files.setting(name, key) };
}

async function hostFiles(): Promise<HostFiles> {
  const { configFile: config, credentialsFile: credentials } = await loadSharedConfigFiles();
  const has = (profile: string): boolean => Object.hasOwn(config, profile) || Object.hasOwn(credentials, profile);
  return {
    config,
    credentials,
    has,
    setting: (profile, key) => settingOf(credentials, profile, key) ?? settingOf(config, profile, key),
  };
}

/** An empty setting counts as not set, like an empty variable. */
export const settingOf = (sections: Sections, section: string, key: string): string | undefined =>
  (Object.hasOwn(sections, section) && sections[section]?.[key]) || undefined;

const unknownProfile = (profile: string, namedBy: NamedBy): CertprovError =>
  new CertprovError(
    'AWS_CREDENTIALS_MISSING',
    `there is no AWS profile "${profile}" on this machine (named by ${namedBy})`,
    {
      fix: `list the profiles with \`aws configure list-profiles\`, then correct ${namedBy}`,
      details: { profile, namedBy, definite: true },
    },
  );

/** A variable that is set to nothing counts as not set, for the SDK too, which disagrees with itself about it. */
export function forgetEmptyVariables(env = process.env): void {
  for (const [name, value] of Object.entries(env)) if (value === '' && /^AWS_/i.test(name)) delete env[name];
}
