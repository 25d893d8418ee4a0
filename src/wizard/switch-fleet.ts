import { addPermission } from '../actions/add-permission.ts';
import { functionNameOf } from '../arn.ts';
import type { Context } from '../context.ts';
import type { Journal } from '../journal.ts';
import { statementIdFor } from '../ownership.ts';
import { iotAccess } from '../policies/invoke-permission.ts';
import { applyActions, type ApplyProgress } from './apply-actions.ts';
import type { Proposal } from './propose.ts';

/** The one call that reaches the fleet, and a look at whether AWS IoT can now invoke the function. */
export async function switchFleet(
  proposal: Proposal,
  journal: Journal,
  context: Context,
  progress: ApplyProgress,
): Promise<void> {
  // One change: to stop between the two could leave a fleet whose CSRs nobody may sign.
  await context.interrupt.changing(async () => {
    await applyActions(proposal.plan.switch, proposal.plan.prepare.length, journal, context, progress);
    context.output.progress('read back').succeed('read back: AWS names the function that was tried');
    await repairPermission(proposal, journal, context, progress);
  });
  context.interrupt.throwIfRequested();
}

/**
 * AWS's documents spell the provider's ARN in three ways. If the real one is not what the permission was made for, AWS
 * IoT could not invoke the function, so a second statement is added at once.
 */
async function repairPermission(
  { functionArn, providerName }: Proposal,
  journal: Journal,
  context: Context,
  progress: ApplyProgress,
): Promise<void> {
  const { reader, place } = context;
  const provider = await reader.describeCertificateProvider(providerName);
  if (!provider) return;
  const policy = await reader.functionPolicy(functionArn);
  const access = iotAccess(policy, place, provider.certificateProviderArn);
  if (access !== 'none' && access !== 'other-source') return;
  const repair = addPermission.with({
    functionName: functionNameOf(functionArn),
    statementId: `${statementIdFor(providerName).slice(0, 93)}-actual`,
    sourceAccount: place.account,
    sourceArn: provider.certificateProviderArn,
  });
  await applyActions([repair], progress.total, journal, context, progress);
}
