import type { CertificateProvider } from '../aws/ports.ts';
import type { Context } from '../context.ts';
import { CertprovError, EXIT } from '../errors.ts';
import { waitFor } from '../wait.ts';
import type { ReturnStage } from './rollback-aftermath.ts';

/** Deleting is quick; only a stale answer of List could make it look otherwise. */
const READ_BACK_LIMIT_MS = 30_000;

/** Deletes the provider and believes it only when AWS lists none any more. */
export async function returnToAws(
  provider: CertificateProvider,
  onStage: (reached: ReturnStage) => void,
  context: Context,
): Promise<void> {
  const { writer, reader, output, interrupt } = context;
  const name = provider.certificateProviderName;
  const label = `iot:DeleteCertificateProvider    ${name}`;
  const spinner = output.progress(label);
  try {
    onStage('asked');
    await interrupt.changing(() => writer.deleteCertificateProvider(name));
  } catch (error) {
    spinner.fail(label);
    throw error;
  }
  spinner.succeed(label);
  onStage('deleted');

  const reading = output.progress('read back');
  const isGone = await waitFor(
    async () =>
      (await reader.listCertificateProviders()).some((p) => p.certificateProviderName === name) ? undefined : true,
    { limitMs: READ_BACK_LIMIT_MS },
  ).catch((error: unknown) => {
    reading.fail('read back: it cannot be');
    throw error;
  });
  if (!isGone) {
    reading.fail(`read back: AWS still lists ${name}`);
    throw new CertprovError(
      'UNDO_INCOMPLETE',
      `AWS still lists the certificate provider "${name}" after it was deleted`,
      {
        fix: `run \`${context.command('rollback')}\` again, and look at \`${context.command('status')}\``,
        exitCode: EXIT.undoIncomplete,
      },
    );
  }
  onStage('returned');
  reading.succeed('read back: no certificate provider. AWS signs again (allow a few minutes).');
}
