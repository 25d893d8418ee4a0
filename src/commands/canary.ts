import { Canary } from '../canary/canary.ts';
import { canaryTemplate, type CanaryTemplate } from '../canary/canary-template.ts';
import type { Context } from '../context.ts';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { Journal, newRunId } from '../journal.ts';
import { lockFor } from '../wizard/lock-for.ts';
import { findTrialSubject } from '../trial/find-trial-subject.ts';
import { trialCsr, type TrialCsrFlags } from '../trial/trial-csr.ts';
import { applyActions } from '../wizard/apply-actions.ts';
import { showHeader } from '../wizard/header.ts';
import { inPlace, placeName } from '../wizard/in-place.ts';
import { proveSwitch, type Proof } from '../wizard/prove-switch.ts';
import { openCanary } from '../wizard/ready-canary.ts';
import { removeTemporary } from '../wizard/remove-temporary.ts';

export interface CanaryFlags extends TrialCsrFlags {
  readonly ca?: string | undefined;
  readonly caCertificate?: string | undefined;
  /** The claim is for this one, instead of any fleet template of the account. */
  readonly template?: string | undefined;
  /** `--no-auto-rollback` */
  readonly autoRollback?: boolean | undefined;
}

/** One device that asks AWS IoT for a certificate, now: proves a switch that is on, or takes it back. */
export async function runCanary(flags: CanaryFlags, context: Context): Promise<ExitCode> {
  const { place, now, interrupt, output } = context;
  if (flags.ca !== undefined && flags.caCertificate !== undefined)
    throw usageInvalid('--ca and --ca-certificate exclude each other');
  const csr = flags.csr === undefined && flags.keyType === undefined ? undefined : await trialCsr(flags);
  showHeader('canary', context);
  const provider = await theProvider(context);
  const { issuer, function: signer } = await findTrialSubject(flags, context);
  if (!issuer)
    throw usageInvalid(
      'which CA has to be the issuer is not known here',
      'name it: --ca <Private CA>, or --ca-certificate <file>',
    );
  const runId = newRunId(now());
  const template: CanaryTemplate =
    flags.template === undefined
      ? await canaryTemplate(runId, place, context.reader)
      : { templateName: flags.template, temporary: [] };

  const unlock = await lockFor('canary', context);
  let proof: Proof;
  try {
    proof = await interrupt.section(async () => {
      let canary: Canary | undefined;
      try {
        await interrupt.clearing(() => removeTemporary(template, context));
        await makeTemporary(runId, template, context);
        canary = await Canary.prepare({ templateName: template.templateName, issuer, csr }, context);
        const opening = openCanary(canary, template.templateName, 'leave the canary out', context);
        await interrupt.stoppable(opening).catch((error: unknown) => {
          if (error instanceof CertprovError) error.aftermath ??= 'who signs is as it was';
          throw error;
        });
        const switchedAt = provider.lastModifiedDate ?? provider.creationDate ?? new Date(0);
        return await proveSwitch({ canary, provider, switchedAt, autoRollback: flags.autoRollback !== false }, context);
      } finally {
        await canary?.close();
        await interrupt.clearing(() => removeTemporary(template, context));
      }
    });
  } finally {
    unlock();
  }
  output.result(
    {
      command: 'canary',
      account: place.account,
      region: place.region,
      caller: context.callerArn,
      provider: provider.certificateProviderName,
      functionArn: signer.functionArn,
      canary: proof.document,
    },
    `${proof.isProven ? 'proven: a device gets a certificate of the linked CA' : 'not proven'} · ${placeName(context)}`,
  );
  return proof.isProven ? EXIT.done : EXIT.blocked;
}

async function theProvider(context: Context) {
  const { reader, command } = context;
  const [provider] = await reader.listCertificateProviders();
  if (provider) return provider;
  throw new CertprovError(
    'AWS_NOT_FOUND',
    `AWS signs ${inPlace(context)}: there is no certificate provider that a canary could prove`,
    { fix: `switch it on with \`${command('init')}\`, which sends a canary itself`, exitCode: EXIT.usage },
  );
}

async function makeTemporary(runId: string, { temporary }: CanaryTemplate, context: Context): Promise<void> {
  if (temporary.length === 0) return;
  const { home, place, now } = context;
  try {
    const journal = await Journal.start(home, place.account, place.region, runId, now);
    try {
      await applyActions(temporary, 0, journal, context, { applied: 0, unsure: 0, total: temporary.length });
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (error instanceof CertprovError)
      error.aftermath =
        'who signs is as it was\ngo on: the same command again, which removes what this one may have left';
    throw error;
  }
}
