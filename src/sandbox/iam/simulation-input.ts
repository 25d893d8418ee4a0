import { ContextKeyTypeEnum, type SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import { invalid, invalidInput, noSuchGroup, notImplemented } from './errors.ts';
import { parsePolicy } from './policy-document.ts';

/** Members whose effect is not simulated here: better refused than left out of the answer. */
const NOT_HERE = [
  'PermissionsBoundaryPolicyInputList',
  'PolicyExclusionList',
  'ResourcePolicy',
  'ResourceOwner',
  'CallerArn',
  'ResourceHandlingOption',
] as const satisfies readonly (keyof SimulatePrincipalPolicyRequest)[];

const CONTEXT_TYPES: readonly string[] = Object.values(ContextKeyTypeEnum);

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export function checkSimulation(input: SimulatePrincipalPolicyRequest): void {
  const {
    PolicySourceArn = '',
    ActionNames = [],
    ResourceArns = [],
    ContextEntries = [],
    PolicyInputList = [],
  } = input;
  for (const member of NOT_HERE) {
    if (input[member] !== undefined) throw notImplemented(`${member} of SimulatePrincipalPolicy`);
  }
  checkLength('policySourceArn', PolicySourceArn, 20, 2048);
  for (const action of ActionNames) {
    checkLength('actionNames', action, 3, 128);
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) throw invalidInput(`Invalid Action Name: ${action}`);
  }
  for (const resource of ResourceArns) {
    checkLength('resourceArns', resource, 1, 2048);
    if (resource !== '*' && !/^arn:[^:]*:[^:]+:[^:]*:[^:]*:./.test(resource))
      throw invalidInput(`Invalid Resource ARN: ${resource}`);
  }
  for (const { ContextKeyName = '', ContextKeyType = '' } of ContextEntries) {
    checkLength('contextEntries.contextKeyName', ContextKeyName, 5, 256);
    if (!CONTEXT_TYPES.includes(ContextKeyType))
      throw invalid(
        'contextEntries.contextKeyType',
        ContextKeyType,
        `satisfy enum value set: [${CONTEXT_TYPES.join(', ')}]`,
      );
  }
  for (const policy of PolicyInputList) {
    if (parsePolicy(policy) === undefined) throw invalidInput('Syntax errors in policy.');
  }
}

function checkLength(member: string, value: string, least: number, most: number): void {
  if (value.length < least) throw invalid(member, value, `have length greater than or equal to ${least}`);
  if (value.length > most) throw invalid(member, value, `have length less than or equal to ${most}`);
}

/** A session, the root user or a federated one is none of the entities that have policies. */
export function sourceOf(arn: string): { readonly kind: 'user' | 'role'; readonly name: string } {
  const [, kind, path] = /^arn:[^:]+:iam::\d{12}:(user|role|group)\/(.+)$/.exec(arn) ?? [];
  const name = path?.split('/').at(-1);
  if (kind === undefined || !name)
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  if (kind === 'group') throw noSuchGroup(name);
  return { kind: kind === 'user' ? 'user' : 'role', name };
}
