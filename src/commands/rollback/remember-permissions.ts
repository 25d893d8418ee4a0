import { identityOf } from '../../actions/identity.ts';
import { addPermission, type AddPermissionArgs } from '../../actions/kinds/add-permission.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { ChangingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { Journal, newRunId, type MadeAction } from '../../actions/journal.ts';
import type { Action } from '../../actions/plan.ts';
import { yellow } from '../../terminal/style.ts';
import { permissionActions } from './find-made.ts';
import type { Undoable } from '../../actions/undo-actions.ts';

/**
 * Statements of certprov on the provider's function that no journal names. The function may be somebody else's, and with
 * the provider gone nothing would lead to it any more, so they get a journal of their own.
 */
export async function rememberPermissions(
  provider: Pick<CertificateProvider, 'lambdaFunctionArn'>,
  made: readonly MadeAction[],
  context: ChangingContext,
): Promise<Undoable[]> {
  const { reader, place, output } = context;
  // Which function it points at was not read.
  if (provider.lambdaFunctionArn === '') return [];
  const known = new Set(made.map(({ action }) => identityOf(action)));
  let found: Action[];
  try {
    const granted = await permissionActions(provider.lambdaFunctionArn, reader, place);
    found = granted.filter((action) => !known.has(identityOf(action)));
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    // A rollback must not fail because a function's policy cannot be read.
    const other = made.some(({ action }) => action.kind === addPermission.kind) ? 'another' : 'a';
    output.say(
      yellow(`! whether ${provider.lambdaFunctionArn} keeps ${other} permission of certprov: ${error.message}`),
    );
    return [];
  }
  if (found.length === 0) return [];
  try {
    return await writeDown(found, context);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    output.say(yellow(`! ${error.message}`));
    output.say('  so a later rollback cannot know of a permission of certprov, which this removes:');
    for (const { args } of found) output.say(`    ${removal(args as AddPermissionArgs, context)}`);
    return found.map((action) => ({ action, receipt: undefined }));
  }
}

async function writeDown(actions: readonly Action[], context: ChangingContext): Promise<MadeAction[]> {
  const { now } = context;
  const journal = await Journal.start(newRunId(now()), context);
  const { runId, file } = journal;
  try {
    for (const [index, action] of actions.entries()) await journal.record(index, action, 'applied', null);
  } finally {
    await journal.close();
  }
  return actions.map((action, index) => ({ runId, file, index, action, at: now().toISOString(), receipt: null }));
}

const removal = ({ functionName, statementId }: AddPermissionArgs, { awsCli }: ChangingContext): string =>
  awsCli(`lambda remove-permission --function-name ${functionName} --statement-id ${statementId}`);
