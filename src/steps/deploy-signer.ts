import { createFunction } from '../actions/kinds/create-function.ts';
import { createRole } from '../actions/kinds/create-role.ts';
import { createSecret } from '../actions/kinds/create-secret.ts';
import { putRolePolicy } from '../actions/kinds/put-role-policy.ts';
import type { Action } from '../actions/plan.ts';
import type { AuthorityConfig } from '../authority/authority.ts';
import { externalEnvironment } from '../authority/external-environment.ts';
import type { RequestedRule } from '../authority/requested-rule.ts';
import { signerEnvironment } from '../authority/signer-environment.ts';
import { functionArnOf, roleArnOf, roleNameOf, type AccountPlace } from '../aws/arn.ts';
import type { FunctionDescription, PolicyDocument, RoleDescription, SecretDescription } from '../aws/ports/ports.ts';
import { checkFunctionUsable, LIMIT_SECONDS } from '../checks/function-usable.ts';
import type { LogGroup } from '../aws/ports/function-ports.ts';
import { checkLogGroup } from '../checks/log-group.ts';
import { checkLandingZoneSame } from '../checks/landing-zone-same.ts';
import type { NetworkFacts } from '../checks/network-facts.ts';
import { checkVpcAttachment } from '../checks/vpc-attachment.ts';
import { parseCertificate } from '../csr/certificate.ts';
import { POLICY_NAME, roleNameFor } from '../deployment/names.ts';
import { shapeOfRole, tagsFor, type LandingZone } from '../deployment/landing-zone.ts';
import { CODE, isOurFunction, isOurs, wayBackOfSecret } from '../deployment/ownership.ts';
import { describeRule, requestedRule, type RequestedFlags } from '../deployment/requested-flags.ts';
import { vpcTags } from '../deployment/vpc-tags.ts';
import { isSamePolicy } from '../deployment/policies/same-policy.ts';
import { signerRolePolicy } from '../deployment/policies/signer-role.ts';
import { readSignerBundle } from '../deployment/signer-bundle.ts';
import type { Finding } from '../finding.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { keyOfSecret, underKeyOf } from './encryption.ts';
import { calledBy, inspectNetwork } from './inspect-network.ts';
import type { LinkedExternal } from './external/external.ts';
import { logGroupActions, readLogGroup, tagOfLogGroup } from './log-group.ts';
import type { AskedPca } from './link-authority.ts';
import { sameEnvironment, settingsUnread } from './same-settings.ts';
import { SIGNER_RUNTIME, type NewFunction } from './select-function.ts';
import type { Step } from './step.ts';

export interface DeployInput {
  readonly place: AccountPlace;
  readonly runId: string;
  readonly signer: NewFunction;
  readonly authority: AskedPca | LinkedExternal;
  readonly landing: LandingZone;
  readonly requested: RequestedFlags;
}

interface DeployFacts {
  readonly codeSha256: string;
  readonly role: RoleDescription | undefined;
  readonly policy: PolicyDocument | undefined;
  readonly function: FunctionDescription | undefined;
  readonly secret: SecretDescription | undefined;
  /** What a function in a VPC is attached to. */
  readonly network: NetworkFacts | undefined;
  /** Not looked for where it is not asked for. */
  readonly logGroup: LogGroup | undefined;
  /** ARN of the key of AWS KMS that the secret is, or will be, under. */
  readonly secretKeyArn: string | undefined;
}

/** What the signer issues with. */
function configOf({ authority }: DeployInput): AuthorityConfig {
  if (authority.kind === 'external') return authority.config;
  const { arn: certificateAuthorityArn, keyAlgorithm } = authority.authority;
  return { kind: 'acm-pca', certificateAuthorityArn, keyAlgorithm, template: authority.template };
}

function environmentOf(input: DeployInput, facts: Pick<DeployFacts, 'function'>): Record<string, string> {
  const config = configOf(input);
  const { authority } = input;
  const { validityDays } = authority;
  const requested = ruleOf(input, facts);
  if (config.kind === 'acm-pca') return signerEnvironment({ authority: config, validityDays, requested });
  if (authority.kind !== 'external') throw new TypeError(`${config.kind} has no settings of its own`);
  const issuer = parseCertificate(authority.issuer.pem);
  return externalEnvironment({ authority: config, issuer, validityDays, requested });
}

/** A run that was cut off goes on in the next one, with the flags it had. */
const ruleOf = ({ requested }: DeployInput, { function: found }: Pick<DeployFacts, 'function'>): RequestedRule =>
  requestedRule(requested, found && isOurFunction(found) ? found.environment : {});

/** The secret that goes with the CA, when it has one. */
const secretNameOf = (input: DeployInput): string | undefined => {
  const config = configOf(input);
  return 'secretName' in config ? config.secretName : undefined;
};

/** Secret, role, policy and function of the built-in signer: only what is not there yet, so that a second run goes on. */
export const deploySigner: Step<DeployInput, undefined, DeployFacts> = {
  id: 'deploy-signer',
  title: 'The built-in signer',

  ask: async () => undefined,

  async inspect(input, _answers, { aws }) {
    const { signer, landing } = input;
    const roleName = roleNameOfSigner(input);
    const secretName = secretNameOf(input);
    const [bundle, role, lambda, secret, network, logGroup] = await Promise.all([
      readSignerBundle(configOf(input).kind),
      // A role of somebody else's is looked at apart from this: it may be one that nobody here can read.
      landing.roleArn === undefined ? aws.describeRole(roleName) : undefined,
      aws.describeFunction(signer.functionName),
      secretName === undefined ? undefined : aws.describeSecret(secretName),
      inspectNetwork(landing.vpc, aws),
      readLogGroup(input, aws),
    ]);
    const policy = role ? await aws.rolePolicy(roleName, POLICY_NAME) : undefined;
    const secretKeyArn = secretName === undefined ? undefined : await keyOfSecret(input, secret, aws);
    return { codeSha256: bundle.codeSha256, role, policy, function: lambda, secret, logGroup, secretKeyArn, network };
  },

  show: (input, _answers, facts, output) => output.say(paragraph(describeRule(ruleOf(input, facts)), output.columns)),

  check: (input, _answers, facts) => [
    ...checkNames(input),
    ...checkEnvironment(input, facts),
    ...checkSecret(input, facts),
    ...checkRole(facts),
    ...checkFunction(input, facts),
    ...checkLandingZoneSame(input.landing, facts),
    ...checkVpcAttachment(input.landing.vpc, facts.network, calledBy(configOf(input))),
    ...checkLogGroup(input.landing, { group: facts.logGroup, function: facts.function }),
  ],

  plan(input, _answers, facts): Action[] {
    const { place, runId, signer, landing } = input;
    const roleName = roleNameOfSigner(input);
    const policy = signerPolicyOf(input, facts);
    const tags = tagsFor(landing, runId);
    const logGroupTags = tagOfLogGroup(input, facts.logGroup);
    const actions: Action[] = [];
    const secretName = secretNameOf(input);
    if (secretName !== undefined && bringsSecret(input)) {
      const holds = configOf(input).kind === 'secret' ? 'ca-key' : 'credentials';
      actions.push(createSecret.with({ secretName, holds, ...underKeyOf(landing), tags }));
    }
    if (landing.roleArn === undefined) {
      const { functionName } = signer;
      const roleTags = tagsFor(landing, runId, { ...vpcTags(landing.vpc), ...logGroupTags });
      if (!facts.role)
        actions.push(createRole.with({ roleName, functionName, ...shapeOfRole(landing), tags: roleTags }));
      if (!isSamePolicy(facts.policy, policy))
        actions.push(putRolePolicy.with({ roleName, policyName: POLICY_NAME, policy }));
    }
    actions.push(...logGroupActions(input, facts.logGroup));
    if (!facts.function) {
      actions.push(
        createFunction.with({
          functionName: signer.functionName,
          roleArn: landing.roleArn ?? facts.role?.roleArn ?? roleArnOf(place, roleName, landing.rolePath),
          runtime: SIGNER_RUNTIME,
          architecture: signer.architecture,
          memoryMb: signer.memoryMb,
          timeoutSeconds: LIMIT_SECONDS,
          environment: environmentOf(input, facts),
          signer: configOf(input).kind,
          ...underKeyOf(landing),
          ...(landing.vpc === undefined ? {} : { vpc: landing.vpc }),
          codeSha256: facts.codeSha256,
          tags: tagsFor(landing, runId, { [CODE]: facts.codeSha256, ...logGroupTags }),
        }),
      );
    }
    return actions;
  },
};

/** What the signer's role has to be allowed. */
export const signerPolicyOf = (
  input: DeployInput,
  { secretKeyArn }: Pick<DeployFacts, 'secretKeyArn'>,
): PolicyDocument =>
  signerRolePolicy({
    place: input.place,
    functionName: input.signer.functionName,
    authority: configOf(input),
    inVpc: input.landing.vpc !== undefined,
    hasLogGroup: input.landing.logRetentionDays !== undefined,
    encryption: { environmentKeyArn: input.landing.encryptionKeyArn, secretKeyArn },
  });

const bringsSecret = ({ authority }: DeployInput): boolean =>
  authority.kind === 'external' && authority.secret !== undefined;

/** What `carryOut` is to put into the secret; in no plan and no journal. */
export function secretsOf(input: DeployInput): ReadonlyMap<string, string> {
  const secretName = secretNameOf(input);
  const { authority } = input;
  if (secretName === undefined || authority.kind !== 'external' || authority.secret === undefined) return new Map();
  return new Map([[secretName, JSON.stringify(authority.secret)]]);
}

const roleNameOfSigner = ({ place, signer, landing }: DeployInput): string =>
  landing.roleArn === undefined
    ? roleNameFor(signer.functionName, place.region, landing.namePrefix)
    : roleNameOf(landing.roleArn);

function checkNames(input: DeployInput): Finding[] {
  const roleName = roleNameOfSigner(input);
  if (roleName.length <= 64) return [];
  return [
    {
      code: 'FUNCTION_NAME_TOO_LONG',
      severity: 'blocker',
      summary: `the role of ${input.signer.functionName} would be called ${roleName}, and IAM allows 64 characters`,
      fix: 'choose a shorter name with --create-function',
    },
  ];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ENVIRONMENT_BYTES = 4096;

function checkEnvironment(input: DeployInput, facts: DeployFacts): Finding[] {
  const bytes = Buffer.byteLength(JSON.stringify(environmentOf(input, facts)));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
  return [
    {
      code: 'ENVIRONMENT_TOO_LARGE',
      severity: 'blocker',
      summary: `the settings of the signer take ${bytes} bytes, and Lambda allows ${MAX_ENVIRONMENT_BYTES}`,
      fix: 'the certificate of the CA is most of it: issue from an intermediate CA with an EC key',
    },
  ];
}

function checkSecret(input: DeployInput, { secret }: DeployFacts): Finding[] {
  const secretName = secretNameOf(input);
  if (secretName === undefined) return [];
  if (secret && !isOurs(secret.tags) && bringsSecret(input)) {
    return [
      {
        code: 'SECRET_NAME_TAKEN',
        severity: 'blocker',
        summary: `a secret ${secretName} exists and was not made by certprov`,
        fix: 'choose another name of the function with --create-function',
        resource: secret.secretArn,
      },
    ];
  }
  if (bringsSecret(input) ? !secret?.deletedDate : secret && !secret.deletedDate) return [];
  return [
    {
      code: 'SECRET_MISSING',
      severity: 'blocker',
      summary: `the secret ${secretName} ${secret ? 'is marked for deletion' : 'does not exist'}`,
      fix: secret
        ? wayBackOfSecret(secretName)
        : 'pass the credentials with --ca-credentials, or the key with --ca-key',
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
  if (!isOurFunction(existing)) {
    return [
      {
        code: 'FUNCTION_NAME_TAKEN',
        severity: 'blocker',
        summary: `a function ${existing.functionName} exists and was not made by certprov`,
        fix: 'choose another name with --create-function, or use it as it is with --function',
        resource: existing.functionArn,
      },
    ];
  }
  if (existing.environmentUnread !== undefined) return [settingsUnread(existing)];
  if (existing.codeSha256 !== facts.codeSha256 || !sameEnvironment(existing.environment, environmentOf(input, facts))) {
    return [
      {
        code: 'SIGNER_DIFFERS',
        severity: 'blocker',
        summary: `${existing.functionName} was deployed by certprov with another CA, template, validity, rule for what a CSR asks for, or version`,
        fix: 'take the earlier one back with `certprov rollback --all`, or choose another name with --create-function',
        resource: existing.functionArn,
      },
    ];
  }
  // A run that was cut off may have left it Pending; the trial waits for that.
  return existing.state === 'Pending' ? [] : checkFunctionUsable(existing);
}

export const deployedFunctionArn = ({ place, signer }: DeployInput, facts: DeployFacts): string =>
  facts.function?.functionArn ?? functionArnOf(place, signer.functionName);
