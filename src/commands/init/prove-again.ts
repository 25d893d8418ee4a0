import type { ChangingContext } from '../../context.ts';
import { usageInvalid } from '../../errors.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import { readKnownProof } from '../status/read-known-proof.ts';
import type { SigningNow } from '../../steps/explain-signing.ts';
import { findTrialSubject } from '../dry-run/find-trial-subject.ts';
import type { TrialCsrs } from './ask-devices.ts';
import { yellow } from '../../terminal/style.ts';
import { whyUnproven } from '../../checks/switch-proven.ts';
import { pageTitle } from './run-step.ts';
import type { InitFlags } from './propose.ts';
import { isToProve, proveProvider, type AskedProof } from '../canary/prove-provider.ts';

interface ProveAgainFlags extends Pick<InitFlags, 'ca' | 'caCertificate' | 'canary'> {
  readonly plan?: boolean | undefined;
  readonly autoRollback?: boolean | undefined;
}

interface ProveAgainFacts {
  readonly csrs: TrialCsrs;
  readonly landing: LandingZone;
  readonly signing: SigningNow;
}

/**
 * A switch of an earlier run that nobody has proven, or whose last canary failed, is not taken for done: the canary of
 * this run decides. Undefined when there is nothing to prove, or no canary is wanted.
 */
export async function proveAgain(
  flags: ProveAgainFlags,
  { csrs, landing, signing }: ProveAgainFacts,
  context: ChangingContext,
): Promise<AskedProof | undefined> {
  const [provider] = signing.providers;
  if (!provider || flags.plan || flags.canary === false) return undefined;
  const { tags, known } = await readKnownProof(provider, context);
  if (!isToProve(known)) return undefined;
  const { output } = context;
  const why = known.state === 'refused' ? 'its last canary failed' : whyUnproven(known);
  output.say();
  output.say(yellow(`! It is switched on, and not proven: ${why}. Now the canary proves it, or rolls it back.`));
  pageTitle(8, 'Prove', output);
  const { issuer } = await findTrialSubject({ ca: flags.ca, caCertificate: flags.caCertificate }, context);
  if (!issuer)
    throw usageInvalid(
      'the switch is on and not proven, and which CA has to be the issuer is not known here',
      `name it: --ca <Private CA>, or --ca-certificate <file>; or go back with \`${context.command('rollback')}\``,
    );
  return proveProvider(
    {
      command: 'init',
      provider,
      tags,
      known,
      issuer,
      landing,
      csr: csrs.devices[0],
      autoRollback: flags.autoRollback !== false,
    },
    context,
  );
}
