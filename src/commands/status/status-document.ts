import type { AuthorityHealth } from '../../authority/network-health.ts';
import type { Finding } from '../../finding.ts';
import type { KnownProof } from '../../checks/switch-proven.ts';
import type { Json } from '../../terminal/output.ts';
import { iotEncryptionDocument } from '../iot-encryption-document.ts';
import { landingShown } from './landing-shown.ts';
import type { ProviderStatus, SigningStatus } from './signing-status.ts';
import { whoSigns } from './who-signs.ts';

/** The document of `status --json`; its members are public interface. */
export function statusDocument(
  status: SigningStatus,
  findings: readonly Finding[],
): { [key: string]: Json | undefined } {
  return {
    command: 'status',
    account: status.place.account,
    region: status.place.region,
    signing: status.provider ? 'self-managed' : 'aws-managed',
    signer: whoSigns(status, findings),
    provider: status.provider ? providerDocument(status.provider) : null,
    proof: status.provider ? proofDocument(status.provider.proof) : null,
    metrics: status.metrics ? { ...status.metrics } : null,
    metricsSinceSwitch: status.metricsSinceSwitch ? { ...status.metricsSinceSwitch } : null,
    iotEncryption: iotEncryptionDocument(status.encryption),
    fleetTemplates: status.fleetTemplates.map((template) => template.templateName),
    findings: findings.map((finding) => ({ ...finding })),
  };
}

/** `state` is `unknown` where neither a journal here nor a tag of the provider tells. */
const proofDocument = ({ state, at, by, serialNumber, issuer, reason, message, knownFrom }: KnownProof): Json => ({
  state,
  at: at?.toISOString() ?? null,
  by: by ?? null,
  serialNumber: serialNumber ?? null,
  issuer: issuer ?? null,
  reason: reason ?? null,
  message: message ?? null,
  knownFrom: knownFrom ?? null,
});

const healthDocument = (health: AuthorityHealth): Json =>
  health.state === 'answers'
    ? {
        state: health.state,
        asked: health.asked,
        ...(health.renewed
          ? { renewed: { notAfter: health.renewed.notAfter.toISOString(), sameKey: health.renewed.sameKey } }
          : {}),
      }
    : { ...health };

function surroundingsDocument({ function: lambda, surroundings: { logGroup } }: ProviderStatus): {
  [key: string]: Json;
} {
  const { found } = logGroup ?? {};
  return {
    vpc: lambda?.vpc ? { subnetIds: lambda.vpc.subnetIds, securityGroupIds: lambda.vpc.securityGroupIds } : null,
    logGroup: found
      ? { name: found.logGroupName, retentionDays: found.retentionDays ?? null, kmsKeyArn: found.kmsKeyArn ?? null }
      : null,
  };
}

function providerDocument(status: ProviderStatus): Json {
  const { provider, function: lambda, codeSigning, code, authority, authorityArn, external } = status;
  const landing = landingShown(status);
  return {
    name: provider.certificateProviderName,
    arn: provider.certificateProviderArn,
    lambdaFunctionArn: provider.lambdaFunctionArn,
    accountDefaultForOperations: provider.accountDefaultForOperations,
    creationDate: provider.creationDate?.toISOString() ?? null,
    lastModifiedDate: provider.lastModifiedDate?.toISOString() ?? null,
    function: lambda
      ? {
          state: lambda.state,
          runtime: lambda.runtime ?? null,
          timeoutSeconds: lambda.timeoutSeconds,
          codeSha256: lambda.codeSha256,
          codeSigning: codeSigning ? { configArn: codeSigning.configArn, policy: codeSigning.policy ?? null } : null,
          ...surroundingsDocument(status),
          code: code
            ? {
                verdict: code.verdict,
                deployed: code.deployed ?? null,
                knownFrom: code.knownFrom ?? null,
                thisVersion: code.thisVersion ?? null,
              }
            : null,
        }
      : null,
    landingZone: landing
      ? {
          permissionsBoundaryArn: landing.permissionsBoundaryArn ?? null,
          rolePath: landing.rolePath ?? null,
          encryptionKeyArn: landing.encryptionKeyArn ?? null,
          secretKeyId: landing.secretKeyId ?? null,
          tags: { ...landing.tags },
        }
      : null,
    authority: authority
      ? {
          arn: authority.arn,
          name: authority.displayName,
          status: authority.status,
          notAfter: authority.notAfter?.toISOString() ?? null,
          ownerAccount: authority.ownerAccount ?? null,
          template: lambda?.environment['CERTPROV_CA_TEMPLATE'] ?? null,
        }
      : external
        ? {
            ...external.config,
            name: external.issuer.displayName,
            fingerprint: external.issuer.fingerprint,
            notAfter: external.issuer.notAfter.toISOString(),
            health: healthDocument(external.health),
          }
        : (authorityArn ?? null),
  };
}
