import type { Permission, Scope } from '../../actions/plan.ts';
import type { AuthorityKind } from '../../authority/authority.ts';
import {
  type AccountPlace,
  functionArnOf,
  providerArnOf,
  provisioningTemplateArnOf,
  roleArnOf,
} from '../../aws/arn.ts';
import type { PolicyDocument, PolicyStatement } from '../../aws/ports/ports.ts';
import { NO_LANDING_ZONE, type LandingZone } from '../../deployment/landing-zone.ts';
import { CA_SECRET_PREFIX, logGroupNameFor, roleNameFor, secretNameFor } from '../../deployment/names.ts';
import { TEMPORARY_NAME, temporaryRoleName } from '../canary/canary-template.ts';
import { permissionsOf } from './permissions-of.ts';
import type { Task } from './reads.ts';

/** What the resources of statements are called. */
export interface Names {
  readonly place: AccountPlace;
  readonly functionName: string;
  readonly providerName: string;
  /** ARN of the AWS Private CA; without it, any. */
  readonly privateCaArn?: string | undefined;
  /** ARN of the key in KMS; without it, any of the account. */
  readonly keyArn?: string | undefined;
  readonly landing?: LandingZone | undefined;
}

export interface Privileges extends Names {
  readonly tasks: readonly Task[];
  readonly authority: AuthorityKind;
}

/** What whoever runs certprov has to be allowed for these tasks, and no more than AWS can be told. */
export const operatorPolicy = (privileges: Privileges): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statementsFor(
    privileges.tasks.flatMap((task) => permissionsOf(task, privileges.authority, privileges.landing)),
    privileges,
  ),
});

/** As IAM writes them; where a name is known only when the command runs, all of that type. */
export function resourcesOf(scope: Scope, privileges: Names): string | readonly string[] {
  const { place, functionName, providerName, landing = NO_LANDING_ZONE } = privileges;
  const { namePrefix, rolePath, roleArn } = landing;
  const arn = (service: string, resource: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
  // Secrets Manager adds six characters that are not known before the secret is made.
  const secret = (name: string): string => arn('secretsmanager', `secret:${name}`);
  const resources: Readonly<Record<Scope, string | readonly string[]>> = {
    any: '*',
    caller: [`arn:${place.partition}:iam::${place.account}:user/*`, roleArnOf(place, '*')],
    'caller-role': roleArnOf(place, '*'),
    providers: providerArnOf(place, '*'),
    provider: providerArnOf(place, providerName),
    templates: provisioningTemplateArnOf(place, '*'),
    'canary-template': provisioningTemplateArnOf(place, TEMPORARY_NAME),
    'iot-policies': arn('iot', 'policy/*'),
    'registered-cas': arn('iot', 'cacert/*'),
    certificates: arn('iot', 'cert/*'),
    function: functionArnOf(place, functionName),
    // Policies name a log group with `:*`, but for its tags without.
    'log-group': arn('logs', `log-group:${logGroupNameFor(functionName)}:*`),
    'log-group-tags': arn('logs', `log-group:${logGroupNameFor(functionName)}`),
    'signer-role': roleArn ?? roleArnOf(place, roleNameFor(functionName, place.region, namePrefix), rolePath),
    'canary-role': roleArnOf(place, temporaryRoleName(place.region, namePrefix), rolePath),
    // Another account may share its CA.
    'private-ca': privileges.privateCaArn ?? `arn:${place.partition}:acm-pca:${place.region}:*:certificate-authority/*`,
    'signer-secret': secret(`${secretNameFor(functionName, namePrefix)}-??????`),
    'ca-secret': secret(`${CA_SECRET_PREFIX}*`),
    key: privileges.keyArn ?? [arn('kms', 'key/*'), arn('kms', 'alias/*')],
    'encryption-key': landing.encryptionKeyArn ?? arn('kms', 'key/*'),
    'ca-key': [arn('kms', 'key/*'), arn('kms', 'alias/certprov-*')],
  };
  return resources[scope];
}

/** The statements that allow these, each once. */
export function statementsFor(permissions: readonly Permission[], privileges: Names): PolicyStatement[] {
  const wanted = withoutRepeats(permissions);
  const groups = new Map<string, Permission[]>();
  for (const permission of wanted) {
    const sid = sidOf(permission, privileges);
    groups.set(sid, [...(groups.get(sid) ?? []), permission]);
  }
  return [...groups].map(([sid, group]): PolicyStatement => {
    const Condition = conditionOf(group[0]!, privileges);
    return {
      Sid: sid,
      Effect: 'Allow',
      Action: group.map(({ action }) => action).toSorted(),
      Resource: resourcesOf(group[0]!.on, privileges),
      ...(Condition && { Condition }),
    };
  });
}

/** What one scope grants, a wider one grants as well. */
const WIDER: Partial<Record<Scope, Scope>> = {
  'signer-role': 'caller-role',
  'canary-role': 'caller-role',
  provider: 'providers',
  'canary-template': 'templates',
  'ca-key': 'key',
};

function withoutRepeats(wanted: readonly Permission[]): Permission[] {
  const has = (action: string, on: Scope | undefined, before = wanted.length): boolean =>
    wanted.slice(0, before).some((other) => other.action === action && other.on === on);
  return wanted.filter(({ action, on }, i) => !has(action, on, i) && !has(action, WIDER[on]));
}

/** One statement per scope; what AWS can be asked to look at more closely has its own. */
const sidOf = (permission: Permission, names: Pick<Names, 'landing'>): string => {
  const words = conditionOf(permission, names) ? [permission.on, permission.action.split(':')[1]!] : [permission.on];
  return words
    .flatMap((word) => word.split('-'))
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');
};

const passedTo = (service: string): PolicyStatement['Condition'] => ({
  StringEquals: { 'iam:PassedToService': service },
});

/** What AWS can be asked to look at besides the resource. */
export function conditionOf(
  { action, on }: Permission,
  { landing }: Pick<Names, 'landing'> = {},
): PolicyStatement['Condition'] {
  const boundary = landing?.permissionsBoundaryArn;
  switch (action) {
    // Whoever may make a role without a boundary, and give it policies, may do everything by it.
    case 'iam:CreateRole':
    case 'iam:PutRolePolicy':
      return boundary === undefined ? undefined : { StringEquals: { 'iam:PermissionsBoundary': boundary } };
    case 'iam:PassRole':
      return passedTo(on === 'canary-role' ? 'iot.amazonaws.com' : 'lambda.amazonaws.com');
    case 'lambda:AddPermission':
      return { StringEquals: { 'lambda:Principal': 'iot.amazonaws.com' } };
    case 'kms:Sign':
      return { StringEquals: { 'kms:MessageType': 'DIGEST' } };
    default:
      return undefined;
  }
}
