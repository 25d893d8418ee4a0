import type { LandingZone } from '../../deployment/landing-zone.ts';
import { CertprovError } from '../../errors.ts';

type Flag =
  | '--permissions-boundary'
  | '--role-path'
  | '--role-arn'
  | '--name-prefix'
  | '--tags'
  | '--encryption-key'
  | '--subnet-ids';

/** By action: what policies of an organization often want of it, and which flag brings that. */
const OFTEN_WANTED: Readonly<Record<string, readonly Flag[]>> = {
  'iam:CreateRole': ['--permissions-boundary', '--role-path', '--name-prefix', '--tags', '--role-arn'],
  'iam:PutRolePolicy': ['--permissions-boundary', '--role-path', '--name-prefix', '--role-arn'],
  'iam:TagRole': ['--tags', '--role-path', '--name-prefix'],
  'iam:PassRole': ['--role-path', '--name-prefix', '--role-arn'],
  'lambda:CreateFunction': ['--tags', '--name-prefix', '--encryption-key', '--subnet-ids'],
  'logs:CreateLogGroup': ['--tags', '--name-prefix', '--encryption-key'],
  'logs:TagResource': ['--tags', '--name-prefix'],
  'lambda:TagResource': ['--tags', '--name-prefix'],
  'secretsmanager:CreateSecret': ['--encryption-key', '--tags', '--name-prefix'],
  'secretsmanager:TagResource': ['--tags', '--name-prefix'],
  'iot:CreateCertificateProvider': ['--tags'],
  'iot:CreateProvisioningTemplate': ['--tags'],
  'iot:TagResource': ['--tags'],
  'kms:CreateKey': ['--tags'],
  'kms:TagResource': ['--tags'],
};

const isGiven = (flag: Flag, landing: LandingZone): boolean =>
  ({
    '--permissions-boundary': landing.permissionsBoundaryArn !== undefined,
    '--role-path': landing.rolePath !== '/',
    // Without a role that is made, nothing shapes one.
    '--role-arn': landing.roleArn !== undefined,
    '--name-prefix': landing.namePrefix !== '',
    '--encryption-key': landing.encryptionKeyArn !== undefined,
    '--tags': Object.keys(landing.tags).length > 0,
    '--subnet-ids': landing.isInVpc === true,
  })[flag];

/** An organization asks for it by `lambda:CodeSigningConfigArn`. */
const SIGNED_CODE =
  'where signed code is asked for: certprov cannot sign code, so have the team that signs deploy the function, and go on with --function <name>';

/** What this run did not bring of what an organization may want of these actions. Undefined: nothing is known of. */
export function landingZoneHint(actions: readonly string[], landing: LandingZone): string | undefined {
  const wanted = [...new Set(actions.flatMap((action) => OFTEN_WANTED[action] ?? []))];
  const missing = wanted.filter((flag) => !isGiven(flag, landing));
  const flags = missing.length === 1 ? missing[0]! : `${missing.slice(0, -1).join(', ')} or ${missing.at(-1)}`;
  const hints = [
    ...(missing.length === 0
      ? []
      : [
          `policies of an organization often permit it only with what this run did not give: ${flags} (docs/landing-zones.md)`,
        ]),
    ...(actions.includes('lambda:CreateFunction') ? [SIGNED_CODE] : []),
  ];
  return hints.length === 0 ? undefined : hints.join('; ');
}

const POLICIES_OF_OTHERS: readonly unknown[] = [
  'service control',
  'resource control',
  'permissions boundary',
  'session',
];

/** An explicit deny of an own policy is often a condition as well. */
export function withLandingZoneHint(error: unknown, landing: LandingZone): unknown {
  if (!(error instanceof CertprovError) || error.code !== 'AWS_ACCESS_DENIED') return error;
  const { code, message, exitCode, cause, details, aftermath, isBeforeChange } = error;
  const { policyType, explicitDeny, action } = details;
  if (explicitDeny !== true && !POLICIES_OF_OTHERS.includes(policyType)) return error;
  const hint = landingZoneHint(typeof action === 'string' ? [action] : [], landing);
  if (hint === undefined) return error;
  const fix = error.fix === undefined ? hint : `${error.fix}; ${hint}`;
  return Object.assign(new CertprovError(code, message, { fix, exitCode, cause, details }), {
    aftermath,
    isBeforeChange,
  });
}

/** The flags that the policy of an operator depends on, for a line to type. */
export const landingZoneWords = ({
  permissionsBoundaryArn,
  rolePath,
  roleArn,
  encryptionKeyArn,
  logRetentionDays,
  namePrefix,
  isInVpc,
}: LandingZone): string[] => [
  ...(permissionsBoundaryArn === undefined ? [] : [`--permissions-boundary ${permissionsBoundaryArn}`]),
  ...(rolePath === '/' ? [] : [`--role-path ${rolePath}`]),
  ...(roleArn === undefined ? [] : [`--role-arn ${roleArn}`]),
  ...(encryptionKeyArn === undefined ? [] : [`--encryption-key ${encryptionKeyArn}`]),
  ...(logRetentionDays === undefined ? [] : [`--log-retention ${logRetentionDays}`]),
  ...(namePrefix === '' ? [] : [`--name-prefix ${namePrefix}`]),
  ...(isInVpc ? ['--in-vpc'] : []),
];
