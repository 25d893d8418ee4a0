import { Canary } from '../canary/canary.ts';
import type { Context } from '../../context.ts';
import { CertprovError, EXIT, type ErrorCode } from '../../errors.ts';
import type { TrialCsr } from '../dry-run/trial-csr.ts';
import { linkedIssuer } from '../../wizard/linked-issuer.ts';
import type { Proposal } from './propose.ts';

/**
 * Before the switch: a canary that could not go down a device's path could not take the switch back either. Undefined
 * with `--no-canary`.
 */
export async function readyCanary(
  { proposal, csr }: { readonly proposal: Proposal; readonly csr: TrialCsr },
  context: Context,
): Promise<Canary | undefined> {
  const { canaryTemplate: template, authority } = proposal;
  if (template === undefined) return undefined;
  const issuer = await linkedIssuer(authority, context.reader);
  const canary = await Canary.prepare({ templateName: template.templateName, issuer, csr: csr.given && csr }, context);
  await openCanary(
    canary,
    template.templateName,
    'go on without it: --no-canary, and the first real device is the proof',
    context,
  );
  return canary;
}

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
  { output }: Context,
): Promise<void> {
  const label = `canary ready: a claim of ${templateName}, a connection`;
  const spinner = output.progress(label);
  try {
    await canary.open();
    spinner.succeed(label);
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
