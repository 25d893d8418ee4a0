import { providerArnOf, type AccountPlace } from '../../aws/arn.ts';
import type { PolicyDocument, PolicyStatement } from '../../aws/ports/ports.ts';
import { statementIdFor } from '../ownership.ts';

export const IOT_PRINCIPAL = 'iot.amazonaws.com';

/**
 * AWS IoT may invoke the function, but only on behalf of this account's one provider: without both conditions another
 * account could have AWS IoT call it (the confused deputy).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
 */
export function invokePermission(place: AccountPlace, functionArn: string, providerName: string): PolicyStatement {
  return {
    Sid: statementIdFor(providerName),
    Effect: 'Allow',
    Principal: { Service: IOT_PRINCIPAL },
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    Condition: {
      StringEquals: { 'AWS:SourceAccount': place.account },
      ArnLike: { 'AWS:SourceArn': providerArnOf(place, providerName) },
    },
  };
}

/** How far a resource policy opens the function to AWS IoT. */
export type IotAccess = 'none' | 'denied' | 'other-source' | 'unconditional' | 'partly-scoped' | 'scoped';

/** The best access that any one statement gives for this provider; an explicit Deny beats them all. */
export function iotAccess(policy: PolicyDocument | undefined, place: AccountPlace, providerArn: string): IotAccess {
  const levels: IotAccess[] = ['none', 'other-source', 'unconditional', 'partly-scoped', 'scoped'];
  const statements = (policy?.Statement ?? []).filter((s) => isForIot(s) && allowsInvoke(s));
  if (statements.some((s) => s.Effect === 'Deny' && sourceMatches(s, place, providerArn) !== 'other-source'))
    return 'denied';
  return statements
    .filter((s) => s.Effect === 'Allow')
    .map((s) => sourceMatches(s, place, providerArn))
    .reduce<IotAccess>((best, level) => (levels.indexOf(level) > levels.indexOf(best) ? level : best), 'none');
}

function isForIot(statement: PolicyStatement): boolean {
  if (statement.Principal === '*') return true;
  const { Service, AWS } = (statement.Principal ?? {}) as { Service?: string | string[]; AWS?: string | string[] };
  return [Service].flat().includes(IOT_PRINCIPAL) || [AWS].flat().includes('*');
}

const allowsInvoke = (statement: PolicyStatement): boolean =>
  [statement.Action]
    .flat()
    .some((action) => typeof action === 'string' && wildcard(action.toLowerCase()).test('lambda:invokefunction'));

function sourceMatches(statement: PolicyStatement, place: AccountPlace, providerArn: string): IotAccess {
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: [values].flat(),
    })),
  );
  if (conditions.length === 0) return 'unconditional';
  let account = false;
  let arn = false;
  for (const { operator, key, values } of conditions) {
    const matches = values.some((value) =>
      wildcard(value).test(key === 'aws:sourceaccount' ? place.account : providerArn),
    );
    const positive = /^(string|arn)(equals|like)/.test(operator);
    if (!positive || !matches) return 'other-source';
    if (key === 'aws:sourceaccount') account = true;
    else if (key === 'aws:sourcearn') arn = true;
    else return 'other-source';
  }
  if (arn && account) return 'scoped';
  return account || arn ? 'partly-scoped' : 'unconditional';
}

/** IAM's `*` and `?`, everything else literal. */
function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
