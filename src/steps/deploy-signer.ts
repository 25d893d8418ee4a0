import { createFunction } from '../actions/create-function.ts';
import { createRole } from '../actions/create-role.ts';
import { putRolePolicy } from '../actions/put-role-policy.ts';
import { functionArnOf, roleArnOf, type AccountPlace } from '../arn.ts';
import { signerEnvironment } from '../authority/signer-environment.ts';
import type { FunctionDescription, PcaDescription, PolicyDocument, RoleDescription } from '../aws/ports.ts';
import type { Finding } from '../checks/finding.ts';
import { LIMIT_SECONDS } from '../checks/function-usable.ts';
import { CODE, isOurFunction, isOurs, ownTags } from '../ownership.ts';
import type { Action } from '../plan.ts';
import { signerRolePolicy } from '../policies/signer-role.ts';
import { readSignerBundle } from '../signer-bundle.ts';
import { SIGNER_RUNTIME, type NewFunction } from './select-function.ts';
import type { Step } from './step.ts';

export interface DeployInput {
  readonly place: AccountPlace;
  readonly runId: string;
  readonly signer: NewFunction;
  readonly authority: PcaDescription;
  readonly validityDays: number;
}

export interface DeployFacts {
  readonly codeSha256: string;
  readonly role: RoleDescription | undefined;
  readonly policy: PolicyDocument | undefined;
  readonly function: FunctionDescription | undefined;
}

export const POLICY_NAME = 'certprov-issue';

/** Role names are global in the account, so they carry the Region. */
export const roleNameFor = (functionName: string, region: string): string =>
  `${functionName.startsWith('certprov-') ? '' : 'certprov-'}${functionName}-${region}`;

const environmentOf = ({ authority, validityDays }: DeployInput): Record<string, string> => {
  if (!authority.notAfter) throw new TypeError(`the CA ${authority.arn} is ACTIVE and has no end`);
  const { arn: certificateAuthorityArn, keyAlgorithm } = authority;
  const notAfter = authority.notAfter.toISOString();
  return signerEnvironment({
    authority: { kind: 'acm-pca', certificateAuthorityArn, keyAlgorithm, notAfter },
    validityDays,
  });
};

/** Role, policy and function of the built-in signer: only what is not there yet, so that a second run goes on. */
export const deploySigner: Step<DeployInput, undefined, DeployFacts> = {
  id: 'deploy-signer',
  title: 'The built-in signer',

  ask: async () => undefined,

  async inspect({ place, signer }, _answers, { aws }) {
    const roleName = roleNameFor(signer.functionName, place.region);
    const [bundle, role, function_] = await Promise.all([
      readSignerBundle('acm-pca'),
      aws.describeRole(roleName),
      aws.describeFunction(signer.functionName),
    ]);
    const policy = role ? await aws.rolePolicy(roleName, POLICY_NAME) : undefined;
    return { codeSha256: bundle.codeSha256, role, policy, function: function_ };
  },

  check: (input, _answers, facts) => [...checkNames(input), ...checkRole(facts), ...checkFunction(input, facts)],

  plan(input, _answers, facts): Action[] {
    const { place, runId, signer } = input;
    const roleName = roleNameFor(signer.functionName, place.region);
    const policy = wantedPolicy(input);
    const actions: Action[] = [];
    if (!facts.role)
      actions.push(createRole.with({ roleName, functionName: signer.functionName, tags: ownTags(runId) }));
    if (!isSame(facts.policy, policy)) actions.push(putRolePolicy.with({ roleName, policyName: POLICY_NAME, policy }));
    if (!facts.function) {
      actions.push(
        createFunction.with({
          functionName: signer.functionName,
          roleArn: facts.role?.roleArn ?? roleArnOf(place, roleName),
          runtime: SIGNER_RUNTIME,
          architecture: signer.architecture,
          memoryMb: signer.memoryMb,
          timeoutSeconds: LIMIT_SECONDS,
          environment: environmentOf(input),
          signer: 'acm-pca',
          codeSha256: facts.codeSha256,
          tags: ownTags(runId, { [CODE]: facts.codeSha256 }),
        }),
      );
    }
    return actions;
  },
};

const wantedPolicy = ({ place, signer, authority }: DeployInput): PolicyDocument =>
  signerRolePolicy({ place, functionName: signer.functionName, certificateAuthorityArn: authority.arn });

const isSame = (a: PolicyDocument | undefined, b: PolicyDocument): boolean => JSON.stringify(a) === JSON.stringify(b);

function checkNames({ place, signer }: DeployInput): Finding[] {
  const roleName = roleNameFor(signer.functionName, place.region);
  if (roleName.length <= 64) return [];
  return [
    {
      code: 'FUNCTION_NAME_TOO_LONG',
      severity: 'blocker',
      summary: `the role of ${signer.functionName} would be called ${roleName}, and IAM allows 64 characters`,
      fix: 'choose a shorter name with --create-function',
    },
  ];
}

function checkRole({ role }: DeployFacts): Finding[] {
  if (!role || isOurs(role.tags)) return [];
  return [
    {
      code: 'ROLE_NAME_TAKEN',
      severity: 'blocker',
      summary: `a role ${role.roleName} exists and was not made by certprov`,
      fix: 'choose another name with --create-function',
      resource: role.roleArn,
    },
  ];
}

function checkFunction(input: DeployInput, facts: DeployFacts): Finding[] {
  const existing = facts.function;
  if (!existing) return [];
  const resource = existing.functionArn;
  if (!isOurFunction(existing)) {
    return [
      {
        code: 'FUNCTION_NAME_TAKEN',
        severity: 'blocker',
        summary: `a function ${existing.functionName} exists and was not made by certprov`,
        fix: 'choose another name with --create-function, or use it as it is with --function',
        resource,
      },
    ];
  }
  if (existing.codeSha256 !== facts.codeSha256 || !sameEnvironment(existing.environment, environmentOf(input))) {
    return [
      {
        code: 'SIGNER_DIFFERS',
        severity: 'blocker',
        summary: `${existing.functionName} was deployed by certprov with another CA, validity or version`,
        fix: 'take the earlier one back with `certprov rollback --all`, or choose another name with --create-function',
        resource,
      },
    ];
  }
  return [];
}

const sameEnvironment = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([name, value]) => a[name] === value);

export const deployedFunctionArn = ({ place, signer }: DeployInput, facts: DeployFacts): string =>
  facts.function?.functionArn ?? functionArnOf(place, signer.functionName);
