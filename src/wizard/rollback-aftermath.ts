import { createCertificateProvider } from '../actions/create-certificate-provider.ts';
import type { Context } from '../context.ts';
import { isRefused } from './apply-actions.ts';

/** How far the provider is on its way out: `absent` from the start, or each of these in turn. */
export type ReturnStage = 'absent' | 'in-place' | 'asked' | 'deleted' | 'returned';

const DELETE_KIND = createCertificateProvider.kind.replace('Create', 'Delete');

/** How an error of a rollback has left the account. */
export function rollbackAftermath(error: unknown, stage: ReturnStage, { command }: Pick<Context, 'command'>): string {
  const isRefusedDelete = stage === 'asked' && isRefused(error, DELETE_KIND);
  return {
    'in-place': `the certificate provider is still in place: nothing was changed\ngo on: ${command('rollback')}`,
    asked: `the certificate provider may have been deleted\nwho signs now: ${command('status')}`,
    deleted: `the certificate provider was deleted, which could not be read back\nwho signs now: ${command('status')}`,
    returned: `AWS signs again; what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
    absent: `what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
  }[isRefusedDelete ? 'in-place' : stage];
}
