import { nothingChanged } from '../../actions/lock-account.ts';
import type { ChangingContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { isBlocked } from '../../finding.ts';
import { impactDocument } from '../../impact/impact-document.ts';
import type { Json } from '../../terminal/output.ts';
import { inPlace, placeDocument } from '../header.ts';
import { iotEncryptionDocument } from '../iot-encryption-document.ts';
import type { PlanRights } from './plan-rights.ts';
import type { Proposal } from './propose.ts';
import { planBlocked, planDocument } from './show-plan.ts';

export interface Planned {
  readonly proposal: Proposal;
  readonly rights: PlanRights;
}

/** `--plan`, or a plan that cannot be carried out. */
export function stopAtPlan(planned: Planned, context: ChangingContext): ExitCode {
  const { proposal, rights } = planned;
  if (isBlocked(proposal.findings))
    throw planBlocked(proposal.findings, { plan: planDocument(proposal.plan), ...blockedRights(rights) });
  context.output.result(
    planOnlyDocument(planned, context),
    `the plan only ${inPlace(context)}: ${nothingChanged(context) ?? 'it was not carried out'}`,
  );
  return EXIT.done;
}

export const planOnlyDocument = (
  { proposal, rights }: Planned,
  context: ChangingContext,
): { readonly [key: string]: Json | undefined } => ({
  command: 'init',
  ...placeDocument(context),
  applied: false,
  plan: planDocument(proposal.plan),
  impact: impactOf(proposal),
  rights: rights.document,
  iotEncryption: iotEncryptionDocument(proposal.signing.encryption),
  findings: proposal.findings.map((f) => ({ ...f })),
});

export const impactOf = ({ assessed }: Proposal): Json =>
  impactDocument(assessed.facts, assessed.impact, assessed.fleetSize);

/** The statements only where they are what is in the way. */
const blockedRights = ({ document, findings, statements, policyCommand }: PlanRights): object => ({
  rights: document,
  ...(isBlocked(findings) && statements.length > 0 ? { statements, policyCommand } : {}),
});
