import { Canary, type CanaryOptions } from './canary.ts';
import { canaryTemplate, type CanaryTemplate } from './canary-template.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { KnownProof } from '../../checks/switch-proven.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import { Journal, newRunId } from '../../actions/journal.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import { isOurs, type Tags } from '../../deployment/ownership.ts';
import { PROOF } from '../../deployment/proof-tag.ts';
import type { Json } from '../../terminal/output.ts';
import { applyActions, nothingApplied } from '../../actions/apply-actions.ts';
import { lockFor } from '../../actions/lock-account.ts';
import { ProofKeeper } from './proof-keeper.ts';
import { askProofRights, showProofRights } from './proof-rights.ts';
import { proveSwitch, type Proof } from './prove-switch.ts';
import { openCanary } from './open-canary.ts';
import { removeTemporary } from './remove-temporary.ts';

interface ProveOrder {
  /** For the lock. */
  readonly command: 'canary' | 'init';
  readonly provider: CertificateProvider;
  /** Null: they cannot be read. */
  readonly tags: Tags | null;
  readonly known: KnownProof;
  readonly issuer: IssuerCertificate;
  readonly csr?: CanaryOptions['csr'];
  /** The claim is for this one, instead of any fleet template of the account. */
  readonly template?: string | undefined;
  readonly autoRollback: boolean;
  /** Of the role that goes with a template of the canary's own. */
  readonly landing: LandingZone;
}

/** With what IAM said beforehand of whoever runs it. */
export interface AskedProof extends Proof {
  readonly rights: Json;
}

/** The next canary decides whether it stays. */
export const isToProve = ({ state }: KnownProof): boolean => state === 'unproven' || state === 'refused';

/** Sends a canary to a switch that is on: proves it, or takes it back. */
export async function proveProvider(order: ProveOrder, context: ChangingContext): Promise<AskedProof> {
  const { now, interrupt } = context;
  const runId = newRunId(now());
  const template =
    order.template === undefined
      ? await canaryTemplate(runId, context, order.landing)
      : { templateName: order.template, temporary: [] };
  if (template === undefined)
    throw new CertprovError(
      'CANARY_UNAVAILABLE',
      'no provisioning template is there, and with --role-arn certprov makes no role for one',
      {
        fix: 'make a fleet provisioning template, and name it with --template',
        exitCode: EXIT.blocked,
      },
    );
  const asked = { ...order, template };
  const rights = await askProofRights(asked, context);
  showProofRights(rights, asked, context);
  const unlock = await lockFor(order.command, context);
  try {
    return { ...(await interrupt.section(() => send(order, runId, template, context))), rights: rights.document };
  } finally {
    unlock();
  }
}

async function send(
  order: ProveOrder,
  runId: string,
  template: CanaryTemplate,
  context: ChangingContext,
): Promise<Proof> {
  const { provider, tags, known, issuer, csr, autoRollback } = order;
  const { interrupt } = context;
  let canary: Canary | undefined;
  try {
    await interrupt.clearing(() => removeTemporary(template, context));
    await makeTemporary(runId, template, context);
    canary = await Canary.prepare({ templateName: template.templateName, issuer, csr }, context);
    const opening = openCanary(canary, template.templateName, 'leave the canary out', context);
    await interrupt.stoppable(opening).catch((error: unknown) => {
      if (error instanceof CertprovError)
        error.aftermath ??= isToProve(known) ? stillUnproven(known, context) : 'who signs is as it was';
      throw error;
    });
    const { certificateProviderName: name, lambdaFunctionArn, certificateProviderArn, creationDate } = provider;
    const subject = { name, lambdaFunctionArn, ...(creationDate && { creationDate: creationDate.toISOString() }) };
    const isOwn = tags !== null && isOurs(tags);
    const keeper = new ProofKeeper(
      { subject, providerArn: certificateProviderArn, isOurs: isOwn, tag: tags?.[PROOF] },
      context,
    );
    const switchedAt = provider.lastModifiedDate ?? creationDate ?? new Date(0);
    return await proveSwitch(
      { canary, provider, switchedAt, confirmedAt: switchedAt, autoRollback, keeper, isProven: !isToProve(known) },
      context,
    );
  } finally {
    await canary?.close();
    await interrupt.clearing(() => removeTemporary(template, context));
  }
}

const stillUnproven = ({ state }: KnownProof, { command }: ReadingContext): string =>
  `self-managed signing is on, ${state === 'refused' ? 'and its last canary failed' : 'not proven'}\nprove it:     ${command('canary')}\nback to AWS:  ${command('rollback')}`;

async function makeTemporary(runId: string, { temporary }: CanaryTemplate, context: ChangingContext): Promise<void> {
  if (temporary.length === 0) return;
  try {
    const journal = await Journal.start(runId, context);
    try {
      await applyActions(temporary, { journal, context, progress: nothingApplied(temporary.length) });
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
