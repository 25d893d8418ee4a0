import type { ChangingContext } from '../../context.ts';
import { linkedIssuer } from '../../steps/link-authority.ts';
import { Canary } from '../canary/canary.ts';
import { openCanary } from '../canary/open-canary.ts';
import type { TrialCsrs } from './ask-devices.ts';
import type { Proposal } from './propose.ts';

/**
 * Before the switch: a canary that could not go down a device's path could not take the switch back either. Undefined
 * with `--no-canary`.
 */
export async function readyCanary(
  { proposal, csrs }: { readonly proposal: Proposal; readonly csrs: TrialCsrs },
  context: ChangingContext,
): Promise<Canary | undefined> {
  const { canaryTemplate: template, authority } = proposal;
  if (template === undefined) return undefined;
  const issuer = await linkedIssuer(authority, context.reader);
  const canary = await Canary.prepare({ templateName: template.templateName, issuer, csr: csrs.devices[0] }, context);
  await openCanary(
    canary,
    template.templateName,
    'go on without it: --no-canary, and the first real device is the proof',
    context,
  );
  return canary;
}
