import type { SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import { invalidInput, noSuchGroup } from './errors.ts';
import { parsePolicy } from './policy-document.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export function checkSimulation(input: SimulatePrincipalPolicyRequest): void {
  const { ActionNames = [], ResourceArns = [], PolicyInputList = [] } = input;
  for (const action of ActionNames) {
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) throw invalidInput(`Invalid Action Name: ${action}`);
  }
  for (const resource of ResourceArns) {
    if (resource !== '*' && !/^arn:[^:]*:[^:]+:[^:]*:[^:]*:./.test(resource))
      throw invalidInput(`Invalid Resource ARN: ${resource}`);
  }
  for (const policy of PolicyInputList) {
    if (parsePolicy(policy) === undefined) throw invalidInput('Syntax errors in policy.');
  }
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
