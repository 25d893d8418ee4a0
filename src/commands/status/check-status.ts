import { functionNameOf } from '../../aws/arn.ts';
import type { FunctionDescription } from '../../aws/ports/ports.ts';
import { checkAuthorityUsable } from '../../checks/authority-usable.ts';
import { checkSignerCode } from '../../checks/signer-code.ts';
import type { Finding } from '../../finding.ts';
import { checkCodeSigning } from '../../checks/code-signing.ts';
import { checkAuthorityRenewed } from '../../checks/authority-renewed.ts';
import { checkAuthorityHealth } from '../../checks/authority-health.ts';
import { checkDeployedExternal } from '../../checks/signer-resources.ts';
import { checkFunctionRole } from '../../checks/function-role.ts';
import { checkFunctionRuntime } from '../../checks/function-runtime.ts';
import { checkLandingZoneKept } from '../../checks/landing-zone-same.ts';
import { checkFunctionUsable } from '../../checks/function-usable.ts';
import { checkFewEnvironments } from '../../checks/impact/traps/few-environments.ts';
import { checkLogGroupNow } from '../../checks/log-group.ts';
import { checkVpcNow } from '../../checks/vpc-attachment.ts';
import { checkInvokePermission } from '../../checks/invoke-permission.ts';
import { checkIssuerUsable, issuerFacts } from '../../checks/issuer-usable.ts';
import { checkSignerEnd, DEPLOY_AGAIN } from '../../checks/signer-end.ts';
import { checkSignerSettings } from '../../checks/signer-settings.ts';
import { checkSigningFailures } from '../../checks/signing-failures.ts';
import { checkIotKey } from '../../checks/iot-key.ts';
import { checkSwitchProven } from '../../checks/switch-proven.ts';
import type { ProviderStatus, SigningStatus } from './signing-status.ts';
import { describeExternal, signerKind } from '../../deployment/deployed-signer.ts';
import { knownEnd } from '../../deployment/known-end.ts';
import { madeOf } from './landing-shown.ts';
import { calledBy } from '../../steps/inspect-network.ts';
import { ownerOf } from './who-signs.ts';

/** All that is wrong or worth knowing with the signing of this account and Region. */
export function checkStatus(status: SigningStatus, now: Date): Finding[] {
  return [
    ...(status.provider ? checkProvider(status.provider, status, now) : []),
    ...(status.provider
      ? checkSwitchProven(status.provider.proof, status.provider.provider, wayBackFrom(status.provider))
      : []),
    ...checkIotKey(status.encryption),
    ...(status.metricsSinceSwitch ? checkSigningFailures(status.metricsSinceSwitch) : []),
    ...status.unread.map(({ what, why, fix }): Finding => ({
      code: 'STATUS_INCOMPLETE',
      severity: 'warning',
      summary: `${what} could not be read: ${why}`,
      fix: fix ?? 'run `certprov status` as somebody who may read it',
    })),
  ];
}

function checkProvider(status: ProviderStatus, { place, limits }: SigningStatus, now: Date): Finding[] {
  const { provider, function: lambda, policy, authority, authorityArn } = status;
  const name = functionNameOf(provider.lambdaFunctionArn);
  const findings: Finding[] = [];
  const isForeign = ownerOf(status) === 'foreign';
  const wayBack = wayBackFrom(status);
  if (isForeign) {
    findings.push({
      code: 'PROVIDER_FOREIGN',
      severity: 'warning',
      summary: `the certificate provider "${provider.certificateProviderName}" was not made by certprov`,
      fix: 'find its owner before you change anything',
      resource: provider.certificateProviderArn,
    });
  }
  if (lambda === undefined) {
    findings.push({
      code: 'FUNCTION_MISSING',
      severity: 'blocker',
      summary: `the function ${name} no longer exists: every CSR is refused`,
      fix: wayBack,
      resource: provider.lambdaFunctionArn,
    });
    return findings;
  }
  if (lambda)
    findings.push(
      ...checkFunctionUsable(lambda),
      ...checkFunctionRuntime(lambda, now),
      ...checkFewEnvironments(lambda.reservedConcurrency, limits),
      ...checkSignerCode(lambda, status.code),
      ...checkCodeSigning(lambda, status.codeSigning),
      ...(status.code ? checkSignerSettings(lambda, status.deployed) : []),
      ...checkLandingZoneKept(status.asMade, madeOf(status)),
      ...checkSurroundings(lambda, status),
    );
  if (status.role) findings.push(...checkFunctionRole(status.role, wayBack));
  if (policy !== null)
    findings.push(...checkInvokePermission(policy, provider.lambdaFunctionArn, place, provider.certificateProviderArn));
  if (authority) {
    findings.push(...checkAuthorityUsable(authority, now));
    findings.push(...checkSignerEnd({ ...authority, known: lambda ? knownEnd(lambda.environment) : undefined }, now));
  }
  if (status.external) findings.push(...checkExternalNow(status.external, now));
  if (authority === undefined) {
    findings.push({
      code: 'AUTHORITY_MISSING',
      severity: 'blocker',
      summary: `the CA ${authorityArn} no longer exists or is not shared with this account: nothing can be signed`,
      fix: `restore the CA while AWS Private CA still keeps it, or ${wayBack}`,
    });
  }
  return findings;
}

function checkSurroundings(lambda: FunctionDescription, { surroundings, asMade }: ProviderStatus): Finding[] {
  const { network, logGroup } = surroundings;
  return [
    ...(lambda.vpc && network
      ? checkVpcNow(lambda.vpc, network, calledBy({ kind: signerKind(lambda.environment) }))
      : []),
    ...(logGroup ? checkLogGroupNow(lambda, logGroup, asMade.function.encryptionKeyArn) : []),
  ];
}

const wayBackFrom = (status: ProviderStatus): string =>
  ownerOf(status) === 'foreign'
    ? `tell its owner; if it is to go all the same: \`certprov rollback --provider ${status.provider.certificateProviderName}\``
    : 'go back to AWS with `certprov rollback`';

function checkExternalNow(external: NonNullable<ProviderStatus['external']>, now: Date): Finding[] {
  return [
    ...checkIssuerUsable(issuerFacts(external.issuer), now).map(withNewCertificate),
    ...checkAuthorityRenewed(external.health, external.issuer, describeExternal(external.config)),
    ...checkDeployedExternal(external),
    ...checkAuthorityHealth(external.health, describeExternal(external.config)),
  ];
}

/** The certificate of such a CA is a setting of its signer, so that renewing it is not all. */
const withNewCertificate = (finding: Finding): Finding =>
  finding.code === 'AUTHORITY_ENDS_SOON'
    ? {
        ...finding,
        fix: `renew the CA certificate, then ${DEPLOY_AGAIN}, with the new one (--ca-certificate); or prepare its successor`,
      }
    : finding;
