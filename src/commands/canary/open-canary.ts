import type { ReadingContext } from '../../context.ts';
import { wayText } from '../../device/device-way.ts';
import { CertprovError, EXIT, type ErrorCode } from '../../errors.ts';
import type { Canary } from './canary.ts';

/** What no way without a canary helps against. */
const OF_ANY_WAY: readonly ErrorCode[] = [
  'CANCELLED',
  'AWS_CREDENTIALS_MISSING',
  'AWS_CREDENTIALS_EXPIRED',
  'AWS_CREDENTIALS_INVALID',
  'AWS_CREDENTIALS_OTHER_ACCOUNT',
];

/** `without`: what else can be done. */
export async function openCanary(
  canary: Canary,
  templateName: string,
  without: string,
  { output }: ReadingContext,
): Promise<void> {
  const label = `canary ready: a claim of ${templateName}, a connection`;
  const spinner = output.progress(label);
  try {
    const way = await canary.open();
    spinner.succeed(way ? `${label} by ${wayText(way)}` : label);
  } catch (error) {
    spinner.fail(label);
    if (!(error instanceof CertprovError) || OF_ANY_WAY.includes(error.code)) throw error;
    throw new CertprovError('CANARY_UNAVAILABLE', `the canary cannot be a device from here: ${error.message}`, {
      fix: error.fix === undefined ? without : `${error.fix}; or ${without}`,
      exitCode: EXIT.blocked,
      cause: error,
      details: { ...error.details, reason: error.code },
    });
  }
}
