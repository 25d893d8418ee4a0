import { addPermission } from '../../actions/kinds/add-permission.ts';
import type { CreateCertificateProviderReceipt } from '../../actions/kinds/create-certificate-provider.ts';
import { functionNameOf } from '../../aws/arn.ts';
import type { ReadingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { statementIdFor } from '../../deployment/ownership.ts';
import { iotAccess } from '../../deployment/policies/invoke-permission.ts';
import { yellow } from '../../terminal/style.ts';
import { applyActions, askAgain, type Run } from '../../actions/apply-actions.ts';
import type { Proposal } from './propose.ts';

/**
 * The one call that reaches the fleet, and a look at whether AWS IoT can now invoke the function. Once it was made, no
 * failing look stops what comes next, the proof.
 */
export async function switchFleet(proposal: Proposal, run: Run): Promise<CreateCertificateProviderReceipt> {
  const { context } = run;
  const receipts = await applyActions(proposal.plan.switch, run);
  const made = receipts[0] as CreateCertificateProviderReceipt;
  if (made.doubt === undefined)
    context.output.progress('read back').succeed('read back: AWS names the function that was tried');
  else context.output.progress('read back').warn(`read back: it cannot be: ${made.doubt}`);
  try {
    await repairPermission(proposal, made.certificateProviderArn, run);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    context.output.say(yellow(`! whether AWS IoT may invoke the function was not seen: ${error.message}`));
  }
  return made;
}

/**
 * AWS's documents spell the provider's ARN in three ways. If the real one is not what the permission was made for, AWS
 * IoT could not invoke the function, so a second statement is added at once.
 */
async function repairPermission({ functionArn, providerName }: Proposal, sourceArn: string, run: Run): Promise<void> {
  const { context } = run;
  const { place } = context;
  const access = iotAccess(await readPolicy(functionArn, context), place, sourceArn);
  if (access !== 'none' && access !== 'other-source') return;
  const repair = addPermission.with({
    functionName: functionNameOf(functionArn),
    statementId: `${statementIdFor(providerName).slice(0, 93)}-actual`,
    sourceAccount: place.account,
    sourceArn,
  });
  await applyActions([repair], run);
}

/** A look that fails is repeated; that there is no policy is an answer. */
async function readPolicy(functionArn: string, context: ReadingContext) {
  let failed: CertprovError | undefined;
  const read = await askAgain(context)(async () => {
    try {
      return { policy: await context.reader.functionPolicy(functionArn) };
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      failed = error;
      return undefined;
    }
  });
  if (read) return read.policy;
  throw failed!;
}
