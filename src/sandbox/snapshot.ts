import { createHash } from 'node:crypto';
import type { CertificateAuthorityRecord } from './acm-pca/state.ts';
import type { AliasRecord, KmsKeyRecord } from './kms/state.ts';
import type { LambdaFunction } from './lambda/state.ts';
import type { SecretRecord } from './secrets-manager/state.ts';
import type { AccountState, RegionState } from './state/account-state.ts';
import { regionOf } from './state/region-of.ts';

/**
 * What a person would call the contents of the account. Left out: what only time or use changes (metrics, keys made when
 * first needed, the name of the endpoint, when something was changed last), and certificates that a Private CA issued,
 * which AWS lists nowhere either. Of a key of KMS and of a secret it has a hash: another one shows, itself does not.
 */
export function snapshotOf(state: AccountState): object {
  const regions = Object.keys(state.regions).map((name) => [name, regionSnapshot(regionOf(state, name))] as const);
  const snapshot = {
    roles: state.iam.roles,
    buckets: state.s3?.buckets ?? {},
    regions: Object.fromEntries(regions.filter(([, region]) => holdsAnything(region))),
  };
  // A copy, without undefined members: what is compared later must not follow the account.
  return JSON.parse(JSON.stringify(snapshot)) as object;
}

const holdsAnything = (region: object): boolean =>
  Object.values(region).some((part: object) => Object.keys(part).length > 0);

const mapValues = <V>(record: Record<string, V>, change: (value: V) => object): Record<string, object> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function regionSnapshot({ lambda, acmPca, iot, kms, logs, secretsManager, ec2 }: RegionState): Record<string, object> {
  const tags = Object.fromEntries(Object.entries(iot.tags).filter(([, own]) => Object.keys(own).length > 0));
  return {
    functions: mapValues(lambda.functions, functionSnapshot),
    certificateAuthorities: mapValues(acmPca.authorities, authoritySnapshot),
    certificateProviders: iot.certificateProviders,
    certificates: iot.certificates,
    caCertificates: iot.caCertificates,
    provisioningTemplates: iot.provisioningTemplates,
    iotPolicies: iot.policies,
    iotPolicyTargets: Object.fromEntries(
      Object.entries(iot.policyTargets).filter(([, targets]) => Object.keys(targets).length > 0),
    ),
    things: iot.things,
    thingGroups: iot.thingGroups,
    topicRules: iot.topicRules,
    iotTags: tags,
    kmsKeys: mapValues(kms.keys, keySnapshot),
    kmsAliases: mapValues(kms.aliases, aliasSnapshot),
    networkInterfaces: ec2.interfaces,
    logGroups: logs.groups,
    secrets: mapValues(secretsManager.secrets, secretSnapshot),
  };
}

/** A resource-based policy without statements is none, and its revision id is only for optimistic locking. */
function functionSnapshot({ replaced: _replaced, policies, ...rest }: LambdaFunction): object {
  const used = Object.entries(policies).filter(([, policy]) => policy.statements.length > 0);
  return { ...rest, policies: Object.fromEntries(used.map(([qualifier, policy]) => [qualifier, policy.statements])) };
}

const authoritySnapshot = ({
  privateKey: _key,
  certificatePem: _pem,
  certificateChainPem: _chain,
  ...rest
}: CertificateAuthorityRecord): object => rest;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const keySnapshot = ({ privateKey, ...rest }: KmsKeyRecord): object => ({ ...rest, privateKey: hashOf(privateKey) });

const aliasSnapshot = ({ updatedAt: _at, ...rest }: AliasRecord): object => rest;

const secretSnapshot = ({ versions, changedAt: _at, ...rest }: SecretRecord): object => ({
  ...rest,
  versions: mapValues(versions, ({ value, ...version }) => ({ ...version, value: hashOf(JSON.stringify(value)) })),
});
