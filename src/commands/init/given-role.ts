import type { PolicyDocument, PolicyStatement, RoleDescription } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import { signerTrustPolicy } from '../../deployment/policies/signer-role.ts';
import { CertprovError } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import { signerPolicyOf, type DeployInput } from '../../steps/deploy-signer.ts';
import { roleNameOf } from '../../aws/arn.ts';
import { jsonText } from '../../terminal/json-document.ts';
import { dim } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { judgeSimulated } from '../policy/judge-simulated.ts';

type GivenRoleTools = Pick<ReadingContext, 'reader' | 'output'>;

/**
 * `--role-arn`: certprov neither makes nor changes nor removes the role; it shows what it has to be, and asks IAM whether
 * it is, as far as whoever runs certprov may ask.
 */
export async function checkGivenRole(
  input: DeployInput,
  facts: Parameters<typeof signerPolicyOf>[1],
  { reader, output }: GivenRoleTools,
): Promise<Finding[]> {
  const { roleArn } = input.landing;
  if (roleArn === undefined) return [];
  const policy = signerPolicyOf(input, facts);
  const { columns } = output;
  output.say();
  output.say(paragraph(`role ${roleArn}: somebody else's, left as it is. Its trust policy has to say:`, columns));
  output.say(dim(jsonText(signerTrustPolicy, columns, '    ')));
  output.say(paragraph('and it has to be allowed this much, by policies of its own:', columns));
  output.say(dim(jsonText(policy, columns, '    ')));
  const role = await unlessDenied(reader.describeRole(roleNameOf(roleArn)));
  const isThere = role instanceof CertprovError || role?.roleArn === roleArn;
  const findings = [...checkTrust(roleArn, role), ...(isThere ? await checkPolicy({ roleArn, policy }, reader) : [])];
  output.findings(findings);
  return findings;
}

/** The answer, or why there is none. */
async function unlessDenied<T>(asked: Promise<T>): Promise<T | CertprovError> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CertprovError && error.code === 'AWS_ACCESS_DENIED') return error;
    throw error;
  }
}

const unusable = (roleArn: string, summary: string, fix: string): Finding => ({
  code: 'ROLE_UNUSABLE',
  severity: 'blocker',
  summary,
  fix,
  resource: roleArn,
});

const notChecked = (roleArn: string, what: string, why: string): Finding => ({
  code: 'ROLE_NOT_CHECKED',
  severity: 'warning',
  summary: `${what} was not checked: ${why}`,
  fix: 'make sure of it with whoever made the role; the trial signing tells before anything is switched',
  resource: roleArn,
});

function checkTrust(roleArn: string, role: RoleDescription | undefined | CertprovError): Finding[] {
  if (role instanceof CertprovError) return [notChecked(roleArn, 'whether Lambda may assume the role', role.message)];
  if (role?.roleArn !== roleArn) {
    const found = role === undefined ? '' : `; there is ${role.roleArn}`;
    return [
      unusable(roleArn, `there is no role ${roleArn}${found}`, 'have it made, or name another one with --role-arn'),
    ];
  }
  if (role.trustPolicy.Statement.some(letsLambdaIn)) return [];
  return [
    unusable(
      roleArn,
      `Lambda may not assume the role ${role.roleName}`,
      'have the statement above added to its trust policy',
    ),
  ];
}

function letsLambdaIn({ Effect, Principal, Action = [] }: PolicyStatement): boolean {
  const { Service = [] } = (typeof Principal === 'object' && Principal !== null ? Principal : {}) as {
    readonly Service?: string | readonly string[];
  };
  const isNamed = Principal === '*' || [Service].flat().includes('lambda.amazonaws.com');
  return Effect === 'Allow' && isNamed && [Action].flat().some((one) => /^(sts:(AssumeRole|\*)|\*)$/i.test(one));
}

interface CheckedRole {
  readonly roleArn: string;
  readonly policy: PolicyDocument;
}

async function checkPolicy(
  { roleArn, policy }: CheckedRole,
  reader: Pick<ReadingContext['reader'], 'simulate'>,
): Promise<Finding[]> {
  const denied = new Map<string, string>();
  const unknown = new Map<string, string>();
  for (const statement of policy.Statement) {
    const answer = await unlessDenied(simulated(statement, roleArn, reader));
    if (answer instanceof CertprovError)
      return [notChecked(roleArn, 'whether the role is allowed enough', answer.message)];
    for (const one of answer) {
      const { verdict, reason = '' } = judgeSimulated(one, { isFunctionShared: false });
      if (verdict !== 'allowed') (verdict === 'denied' ? denied : unknown).set(one.action, reason);
    }
  }
  const isLogOnly = [...denied.keys()].every((action) => action.startsWith('logs:'));
  return [
    ...(denied.size === 0
      ? []
      : [
          {
            ...unusable(
              roleArn,
              `the role ${roleNameOf(roleArn)} may not ${listed(denied)}${isLogOnly ? ': the signer would leave no log' : ''}`,
              'have the policy above given to it',
            ),
            // It signs all the same.
            severity: isLogOnly ? ('warning' as const) : ('blocker' as const),
          },
        ]),
    ...(unknown.size === 0
      ? []
      : [notChecked(roleArn, `whether the role may ${[...unknown.keys()].join(', ')}`, [...unknown.values()][0]!)]),
  ];
}

const listed = (denied: ReadonlyMap<string, string>): string =>
  `${[...denied.keys()].join(', ')} (${[...new Set(denied.values())].join('; ')})`;

function simulated(
  { Action = [], Resource = [], Condition = {} }: PolicyStatement,
  principalArn: string,
  reader: Pick<ReadingContext['reader'], 'simulate'>,
) {
  const context = Object.fromEntries(
    Object.values(Condition)
      .flatMap((keys) => Object.entries(keys))
      .flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  ) as Record<string, string>;
  // IAM is asked about one that has a name, not about a pattern: the last is the narrowest.
  const resource = ([Resource].flat().at(-1) ?? '*').replace(/-\?{6}$/, '-AbCdEf').replace(/:\*$/, ':any');
  return reader.simulate({ principalArn, actions: [Action].flat(), resource, context });
}
