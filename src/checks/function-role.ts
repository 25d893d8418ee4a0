import { roleNameOf } from '../aws/arn.ts';
import type { RoleDescription } from '../aws/ports/ports.ts';
import { POLICY_NAME } from '../deployment/names.ts';
import type { Finding } from '../finding.ts';

/** The role that a function runs with, as IAM has it now. */
export interface FunctionRole {
  readonly roleArn: string;
  readonly state: 'there' | 'gone' | 'without-its-policy' | 'without-any-policy';
  /** Absent where it is gone. */
  readonly role?: RoleDescription;
}

/**
 * Lambda keeps a function Active whose role is gone, and fails when it is invoked.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function checkFunctionRole({ roleArn, state }: FunctionRole, wayBack: string): Finding[] {
  if (state === 'there') return [];
  const name = roleNameOf(roleArn);
  const findings: Readonly<Record<typeof state, Omit<Finding, 'resource'>>> = {
    gone: {
      code: 'ROLE_MISSING',
      severity: 'blocker',
      summary: `the role ${name} of the function is gone: Lambda cannot run it, and every CSR is refused`,
      fix: wayBack,
    },
    'without-any-policy': {
      code: 'ROLE_POLICY_MISSING',
      severity: 'blocker',
      summary: `the role ${name} of the function has no policy left: the signer may not use its CA`,
      fix: wayBack,
    },
    'without-its-policy': {
      code: 'ROLE_POLICY_MISSING',
      severity: 'warning',
      summary: `the role ${name} of the function no longer has the policy ${POLICY_NAME}: whether it may still use its CA is not known`,
      fix: `try it with \`certprov dry-run\`; if it is refused, ${wayBack}`,
    },
  };
  return [{ ...findings[state], resource: roleArn }];
}
