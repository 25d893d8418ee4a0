import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { createSecret } from '../../actions/kinds/create-secret.ts';
import { holdsCaKey } from '../../actions/identity.ts';
import { actionKind } from '../../actions/registry.ts';
import { type Action, type Permission, permissions, type Plan, type Scope } from '../../actions/plan.ts';
import { isTemporary } from '../canary/canary-template.ts';
import type { WantedRight } from './check-rights.ts';
import { mergedRights } from './merged-rights.ts';
import { READS } from './reads.ts';

interface PlanNeeds {
  readonly plan: Plan;
  readonly hasCanary: boolean;
  /** The endpoint for devices is not asked for: it is in the process of certprov. */
  readonly isSandbox: boolean;
}

/** What carrying out a plan, proving it and going back take of whoever runs it; what was read for it is done already. */
export function rightsOfPlan({ plan, hasCanary, isSandbox }: PlanNeeds): WantedRight[] {
  const actions = [...plan.prepare, ...plan.switch];
  const forCanary = actions.filter(isTemporary);
  const ofPlan = actions.filter((action) => !isTemporary(action));
  const proof = [...canaryNeeds(isSandbox), ...forCanary.flatMap(appliedBy), ...forCanary.flatMap(undoneBy)];
  return mergedRights([
    [
      'plan',
      [
        ...ofPlan.flatMap(appliedBy),
        ...READS.trial,
        ...(ofPlan.some(isUnderKey) ? READS.encryption : []),
        ...(ofPlan.some(isInVpc) ? READS.attach : []),
      ],
    ],
    ['proof', hasCanary ? proof : []],
    ['return', RETURN],
  ]);
}

const isUnderKey = ({ args }: Action): boolean => (args as { readonly kmsKeyArn?: string }).kmsKeyArn !== undefined;

const isInVpc = ({ args }: Action): boolean => (args as { readonly vpc?: object }).vpc !== undefined;

interface ProofNeeds {
  /** What is made for the canary alone. */
  readonly temporary: readonly Action[];
  readonly isSandbox: boolean;
  /** Devices that are refused are followed by a return. */
  readonly hasReturn: boolean;
}

/** The same for a canary of a switch that is on, with no plan behind it. */
export function rightsOfProof({ temporary, isSandbox, hasReturn }: ProofNeeds): WantedRight[] {
  const made = [...temporary.flatMap(appliedBy), ...temporary.flatMap(undoneBy)];
  return mergedRights([
    ['proof', [...canaryNeeds(isSandbox), ...READS.verdict, ...made]],
    ['return', hasReturn ? RETURN : []],
  ]);
}

const appliedBy = (action: Action): readonly Permission[] => scoped(action, actionKind(action).permissions.apply);
const undoneBy = (action: Action): readonly Permission[] => scoped(action, actionKind(action).permissions.undo);

/** Which template is there was read already. */
const canaryNeeds = (isSandbox: boolean): readonly Permission[] => [
  ...READS.claim.filter(
    ({ action }) => action !== 'iot:ListProvisioningTemplates' && !(isSandbox && action === 'iot:DescribeEndpoint'),
  ),
  ...READS.canary,
];

/**
 * As far as AWS signs again: without tags the journal tells whose the provider is, and where it is lost `rollback
 * --provider` does; what else certprov made needs not go.
 */
const RETURN: readonly Permission[] = [
  ...permissions('any', 'iot:ListCertificateProviders'),
  ...createCertificateProvider.permissions.undo.filter(({ action }) => action !== 'iot:ListTagsForResource'),
];

/** One kind of action is on several kinds of things, by what it makes. */
function scoped(action: Action, wanted: readonly Permission[]): readonly Permission[] {
  const on: Scope | undefined =
    action.kind === createRole.kind && isTemporary(action)
      ? 'canary-role'
      : action.kind === createSecret.kind && holdsCaKey(action)
        ? 'ca-secret'
        : undefined;
  return on === undefined ? wanted : wanted.map((permission) => ({ ...permission, on }));
}
