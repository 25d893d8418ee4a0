import type { AccountPlace } from '../../aws/arn.ts';
import type { AuthorityKind } from '../../authority/authority.ts';
import type { PolicyDocument, PolicyStatement } from '../../aws/ports/ports.ts';
import type { Permission, Scope } from '../../actions/plan.ts';
import { resourcesOf } from '../../privileges/resources.ts';
import type { Task } from '../../privileges/task.ts';
import { permissionsOf } from './permissions-of.ts';

/** What the resources of statements are called. */
export interface Names {
  readonly place: AccountPlace;
  readonly functionName: string;
  readonly providerName: string;
  /** ARN of the AWS Private CA; without it, any. */
  readonly privateCaArn?: string | undefined;
  /** ARN of the key in KMS; without it, any of the account. */
  readonly keyArn?: string | undefined;
}

export interface Privileges extends Names {
  readonly tasks: readonly Task[];
  readonly authority: AuthorityKind;
}

/** What whoever runs certprov has to be allowed for these tasks, and no more than AWS can be told. */
export const operatorPolicy = (privileges: Privileges): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statementsFor(
    privileges.tasks.flatMap((task) => permissionsOf(task, privileges.authority)),
    privileges,
  ),
});

/** The statements that allow these, each once. */
export function statementsFor(permissions: readonly Permission[], privileges: Names): PolicyStatement[] {
  const wanted = withoutRepeats(permissions);
  const groups = new Map<string, Permission[]>();
  for (const permission of wanted) {
    const sid = sidOf(permission);
    groups.set(sid, [...(groups.get(sid) ?? []), permission]);
  }
  return [...groups].map(([sid, group]): PolicyStatement => {
    const Condition = conditionOf(group[0]!);
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
const sidOf = (permission: Permission): string => {
  const words = conditionOf(permission) ? [permission.on, permission.action.split(':')[1]!] : [permission.on];
  return words
    .flatMap((word) => word.split('-'))
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');
};

const passedTo = (service: string): PolicyStatement['Condition'] => ({
  StringEquals: { 'iam:PassedToService': service },
});

export function conditionOf({ action, on }: Permission): PolicyStatement['Condition'] {
  switch (action) {
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
