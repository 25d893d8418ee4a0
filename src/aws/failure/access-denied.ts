import type { ErrorDetails } from '../../errors.ts';
import { parseArn } from '../arn.ts';
import { isPolicyResource, policyResource } from './denied-resource.ts';
import { AWS_SAYS } from './recorded-messages.ts';

/** What AWS says about a refusal, as far as it says it. */
export interface AccessDenied {
  readonly caller: string | undefined;
  /** May be another than the one called: CreateFunction is refused for want of `iam:PassRole`. */
  readonly action: string;
  /** As AWS named it: not always an ARN. */
  readonly resource: string | undefined;
  readonly policyType: PolicyType | undefined;
  readonly explicitDeny: boolean;
  /** Named for policies of an organization, when the caller may know. */
  readonly policyArn: string | undefined;
}

const POLICY_TYPES = [
  'identity-based',
  'session',
  'permissions boundary',
  'service control',
  'resource control',
  'resource-based',
  'VPC endpoint',
] as const;

type PolicyType = (typeof POLICY_TYPES)[number];

/**
 * Reads AWS's sentence about a missing permission; services that word it differently leave fields undefined.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function parseAccessDenied(message: string, calledAction: string): AccessDenied {
  const denied = AWS_SAYS.deniedExplicitly.pattern.exec(message);
  const missing = AWS_SAYS.notAllowed.pattern.exec(message);
  return {
    caller: AWS_SAYS.deniedCaller.pattern.exec(message)?.[1],
    action: AWS_SAYS.deniedAction.pattern.exec(message)?.[1] ?? deniedByEc2(message) ?? calledAction,
    resource: AWS_SAYS.deniedResource.pattern.exec(message)?.[1],
    policyType: policyTypeIn(denied?.[1] ?? missing?.[1]),
    explicitDeny: denied !== null,
    policyArn: AWS_SAYS.denyingPolicy.pattern.exec(message)?.[1]?.replace(/\.$/, ''),
  };
}

/** Lambda asks EC2 as whoever calls it, and names the operation without the service. */
const deniedByEc2 = (message: string): string | undefined => {
  const operation = AWS_SAYS.ec2DeniesCaller.pattern.exec(message)?.[1];
  return operation && `ec2:${operation}`;
};

const policyTypeIn = (text: string | undefined): PolicyType | undefined =>
  POLICY_TYPES.find((type) => text?.toLowerCase().startsWith(type.toLowerCase()));

export function accessDeniedMessage(denied: AccessDenied, calledAction: string): string {
  const { action, policyType, explicitDeny } = denied;
  const it = action === calledAction ? 'it' : action;
  const who = denied.caller === undefined ? 'the caller' : callerName(denied.caller);
  if (policyType === undefined) {
    return `${calledAction} was refused: ${explicitDeny ? `a policy denies ${it} to ${who}` : `${who} has no permission for ${action}`}`;
  }
  const policy = policyType === 'permissions boundary' ? policyType : `${policyType} policy`;
  return explicitDeny
    ? `${calledAction} was refused: ${article(policy)} ${policy} denies ${it} to ${who}`
    : `${calledAction} was refused: no ${policy} allows ${it} for ${who}`;
}

export function accessDeniedFix(denied: AccessDenied): string {
  const { action, policyArn } = denied;
  const who = denied.caller === undefined ? 'the caller' : principalName(denied.caller);
  const named = policyArn === undefined ? '' : ` (${policyArn})`;
  switch (denied.policyType) {
    case 'service control':
    case 'resource control':
      return `ask the administrators of your AWS organization: their ${denied.policyType} policy${named} has to permit ${action}`;
    case 'permissions boundary':
      return `ask whoever set the permissions boundary of ${who}: it has to permit ${action}`;
    case 'VPC endpoint':
      return `ask the owner of the VPC endpoint: its policy has to permit ${action}`;
    case 'session':
      return `the session of ${who} was made with a policy of its own: it has to permit ${action} too`;
    case 'resource-based':
      return `ask the owner of ${denied.resource ?? 'the resource'}: its policy has to permit ${action} for ${who}`;
    default:
      return denied.explicitDeny
        ? `remove the statement that denies ${action} to ${who}; an allow does not outweigh it`
        : `add the statement below to a policy of ${who}, then run the same command again`;
  }
}

/**
 * The smallest statement that would help; none where an explicit deny stands in the way, or another policy than one of the
 * caller's: whatever is added to that, a service control policy, a boundary or an endpoint still does not allow it.
 */
export function missingStatement(
  denied: AccessDenied,
  known: { readonly resource?: string | undefined; readonly region?: string | undefined } = {},
): ErrorDetails | undefined {
  const isOwnPolicy = denied.policyType === undefined || denied.policyType === 'identity-based';
  if (denied.explicitDeny || !isOwnPolicy) return undefined;
  const { action } = denied;
  const from = { caller: denied.caller, action, region: known.region };
  const named =
    [denied.resource, known.resource].find(isPolicyResource) ??
    policyResource(denied.resource, from) ??
    policyResource(known.resource, from);
  const wanted = HAS_NO_RESOURCE.has(action) ? '*' : (named ?? '*');
  if (action !== 'iam:PassRole') return { Effect: 'Allow', Action: action, Resource: wanted };
  const Condition = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };
  return { Effect: 'Allow', Action: action, Resource: wanted, Condition };
}

/**
 * Actions without a resource type: a statement that names an ARN would grant nothing.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const HAS_NO_RESOURCE = new Set([
  'acm-pca:ListCertificateAuthorities',
  'cloudwatch:GetMetricData',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeVpcs',
  'iot:ListCertificateProviders',
  'iot:ListProvisioningTemplates',
  'kms:ListAliases',
  'kms:ListKeys',
  'lambda:GetAccountSettings',
  'lambda:ListFunctions',
  'secretsmanager:ListSecrets',
]);

const callerName = (arn: string): string => {
  const parsed = parseArn(arn);
  return parsed ? `${parsed.resource} in account ${parsed.account}` : arn;
};

/** What a policy can be attached to: the role behind a session, not the session. */
const principalName = (arn: string): string => {
  const resource = parseArn(arn)?.resource ?? arn;
  const [kind, role] = resource.split('/');
  if (kind !== 'assumed-role' || role === undefined) return resource;
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role)?.[1];
  return permissionSet === undefined ? `role/${role}` : `the permission set ${permissionSet}`;
};

const article = (noun: string): string => (/^[aeio]/i.test(noun) ? 'an' : 'a');
