import type { Context } from '../context.ts';

/** How far the provider is on its way out: `absent` from the start, or each of these in turn. */
export type ReturnStage = 'absent' | 'in-place' | 'asked' | 'deleted' | 'returned' | 'replaced';

/** How an error of a rollback has left the account. */
export function rollbackAftermath(
  stage: ReturnStage,
  { command, changes }: Pick<Context, 'command' | 'changes'>,
): string {
  // Every request was turned down.
  const isRefusedDelete = stage === 'asked' && !changes.mayHaveDone('DeleteCertificateProvider');
  return {
    'in-place': `the certificate provider is still in place\ngo on: ${command('rollback')}`,
    asked: `the certificate provider may have been deleted\nwho signs now: ${command('status')}`,
    deleted: `the certificate provider was deleted, which could not be read back\nwho signs now: ${command('status')}`,
    returned: `AWS signs again; what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
    replaced: `the certificate provider was deleted, and another one is there\nwho signs now: ${command('status')}`,
    absent: `what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
  }[isRefusedDelete ? 'in-place' : stage];
}
