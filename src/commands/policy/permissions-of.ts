import { addPermission } from '../../actions/kinds/add-permission.ts';
import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { createFunction } from '../../actions/kinds/create-function.ts';
import { createKey } from '../../actions/kinds/create-key.ts';
import { createLogGroup } from '../../actions/kinds/create-log-group.ts';
import { createProvisioningTemplate } from '../../actions/kinds/create-provisioning-template.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { createSecret } from '../../actions/kinds/create-secret.ts';
import { putRolePolicy } from '../../actions/kinds/put-role-policy.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import type { AuthorityKind } from '../../authority/authority.ts';
import type { Permission, Scope } from '../../actions/plan.ts';
import { authorityReads, READS, type Task } from './reads.ts';

const SIGNER = [addPermission, createFunction, putRolePolicy, createRole] as const;

/** What a task takes: of the actions what doing or undoing them needs, and what is read on the way. */
export function permissionsOf(task: Task, authority: AuthorityKind, landing?: LandingZone): readonly Permission[] {
  const signer = [
    ...(landing?.roleArn === undefined ? SIGNER : [addPermission, createFunction]),
    ...(landing?.logRetentionDays === undefined ? [] : [createLogGroup]),
  ];
  const ca = authorityReads(authority);
  const secrets = hasSecret(authority) ? [withSecretOf(authority)] : [];
  const needed: Readonly<Record<Task, () => readonly Permission[]>> = {
    look: () => [
      ...READS.signer,
      ...READS.issuer,
      ...READS.health,
      ...READS.impact,
      ...READS.registry,
      ...READS.plan,
      ...READS.functionChoice,
      ...READS.preflight,
      ...(landing?.logRetentionDays === undefined ? [] : READS.logGroup),
      ...ca.look,
      ...ca.choose,
    ],
    'dry-run': () => [
      ...READS.signer,
      ...READS.issuer,
      ...READS.trial,
      ...(authority === 'acm-pca' ? [...ca.look.filter(isCertificate), ...ca.choose] : []),
    ],
    // With the rollback: a switch that its operator cannot undo should not be made.
    init: () => [
      ...permissionsOf('look', authority, landing).filter((one) => !READS.registry.includes(one)),
      ...READS.trial,
      ...[...signer, ...secrets, createCertificateProvider].flatMap((kind) => kind.permissions.apply),
      ...permissionsOf('canary', authority, landing),
      ...permissionsOf('rollback', authority, landing),
    ],
    canary: () => [
      ...READS.signer,
      ...READS.issuer,
      ...READS.claim,
      ...READS.canary,
      ...READS.preflight,
      ...(authority === 'acm-pca' ? ca.look.filter(isCertificate) : []),
      ...createCertificateProvider.permissions.undo,
      ...READS.verdict,
      ...temporary(landing),
    ],
    rollback: () => [...READS.signer, ...READS.made, ...createCertificateProvider.permissions.undo],
    'rollback-all': () => [
      ...permissionsOf('rollback', authority, landing),
      ...[...signer, ...secrets].flatMap((kind) => kind.permissions.undo),
    ],
    ca: () => [
      ...READS.caKey,
      ...createKey.permissions.apply,
      ...on('ca-secret', createSecret.permissions.apply.filter(isForNewSecret)),
      ...READS.signer.filter(({ action }) => USED_BY_CA_DELETE.has(action)),
    ],
    device: () => [
      ...READS.signer,
      ...READS.issuer,
      ...READS.claim,
      ...READS.template,
      ...(authority === 'acm-pca' ? ca.look.filter(isCertificate) : []),
    ],
  };
  const underKey = landing?.encryptionKeyArn === undefined ? [] : UNDER_KEY[task];
  return [...needed[task](), ...underKey, ...(landing?.isInVpc ? IN_VPC[task] : [])];
}

/** Where environment and secret are under a key of the account. */
const UNDER_KEY: Readonly<Record<Task, readonly Permission[]>> = {
  look: READS.encrypted,
  'dry-run': READS.encrypted,
  init: READS.encryption,
  canary: READS.encrypted,
  rollback: READS.encrypted,
  'rollback-all': READS.encrypted,
  ca: READS.encryption,
  device: READS.encrypted,
};

/** Where the function is in a VPC. */
const IN_VPC: Readonly<Record<Task, readonly Permission[]>> = {
  look: READS.network,
  'dry-run': [],
  init: READS.attach,
  canary: [],
  rollback: [],
  'rollback-all': READS.interfaces,
  ca: [],
  device: [],
};

/** What the canary makes where no template is there; where certprov makes no role, it does without. */
function temporary(landing: LandingZone | undefined): readonly Permission[] {
  if (landing?.roleArn !== undefined) return [];
  return [
    ...createProvisioningTemplate.permissions.apply,
    ...createProvisioningTemplate.permissions.undo,
    ...on('canary-role', [...createRole.permissions.apply, ...createRole.permissions.undo]),
  ];
}

const hasSecret = (kind: AuthorityKind): boolean => kind !== 'acm-pca' && kind !== 'kms';

/** The same action, on the secret of a CA key, where that is what the signer has. */
function withSecretOf(kind: AuthorityKind): Pick<typeof createSecret, 'permissions'> {
  if (kind !== 'secret') return createSecret;
  const { apply, undo } = createSecret.permissions;
  return { permissions: { apply: on('ca-secret', apply), undo: on('ca-secret', undo).filter(isRead) } };
}

/** The key of a CA is no rollback's to delete. */
const isRead = ({ action }: Permission): boolean => /:(Get|List|Describe)/.test(action);

const on = (scope: Scope, wanted: readonly Permission[]): Permission[] =>
  wanted.map(({ action }) => ({ action, on: scope }));

const isCertificate = ({ action }: Permission): boolean => action === 'acm-pca:GetCertificateAuthorityCertificate';

/** `ca create` refuses a secret that is there: it replaces no key of a CA. */
const isForNewSecret = ({ action }: Permission): boolean => action !== 'secretsmanager:PutSecretValue';

/** Whether the provider signs with the key that is to go. */
const USED_BY_CA_DELETE = new Set<string>([
  'iot:ListCertificateProviders',
  'iot:DescribeCertificateProvider',
  'lambda:GetFunction',
]);
