import type { AwsReader, CertificateProvider, Deletion } from '../../aws/ports/ports.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError, EXIT, type ExitCode } from '../../errors.ts';
import type { Json } from '../../terminal/output.ts';
import { dim } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { describeSpan } from '../../terminal/quantity-text.ts';
import { elsewhereDocument, showElsewhere, type ElsewhereOn } from './elsewhere-on.ts';
import { inPlace, placeDocument } from '../header.ts';
import { nothingChanged } from '../../actions/lock-account.ts';
import type { UndoReport } from '../../actions/undo-actions.ts';

export interface Conclusion {
  /** The one that was to be deleted. */
  readonly provider: CertificateProvider | undefined;
  readonly deletion: Deletion | undefined;
  readonly kept: readonly string[];
  /** Keys of CAs: no rollback takes them. */
  readonly caKeys: readonly string[];
  readonly reports: readonly UndoReport[];
  readonly signing: SigningAfter;
}

type SigningAfter = 'aws-managed' | 'self-managed';

const SIGNING_TEXT: Readonly<Record<SigningAfter, string>> = {
  'aws-managed': 'AWS signs',
  'self-managed': 'a certificate provider that this rollback did not delete signs',
};

export const whoSignsNow = async (reader: AwsReader): Promise<SigningAfter> =>
  (await reader.certificateProviderNames()).length === 0 ? 'aws-managed' : 'self-managed';

export interface Nothing {
  readonly signing: SigningAfter;
  /** What `rollback --all` would find. */
  readonly left: readonly string[];
  /** `--all` */
  readonly all: boolean;
  readonly elsewhere: readonly ElsewhereOn[];
  /** Requests that had left when this rollback began. */
  readonly since: number;
}

export function concludeNothing({ signing, left, all, elsewhere, since }: Nothing, context: ChangingContext): ExitCode {
  const { output, command } = context;
  for (const what of left) output.say(paragraph(`still there: ${what}`, output.columns, { hanging: '    ' }));
  showElsewhere(elsewhere, context);
  const more =
    left.length > 0 && !all ? `\nwhat certprov prepared is still there:\n  ${command('rollback --all')}` : '';
  const untouched = nothingChanged(context, { command: 'rollback', count: since });
  output.result(
    {
      ...document({ provider: undefined, deletion: undefined, kept: left, caKeys: [], reports: [], signing }, context),
      elsewhere: elsewhereDocument(elsewhere),
      ...(left.length > 0 && !all ? nextOf(context) : {}),
    },
    `nothing to do: ${SIGNING_TEXT[signing]} ${inPlace(context)}${untouched ? `, and ${untouched}` : ''}${more}`,
  );
  return EXIT.done;
}

/** Of what is kept for now. */
const nextOf = ({ command }: ReadingContext) => ({ next: { rollbackAll: command('rollback --all') } });

const isLeft = ({ outcome }: UndoReport): boolean => outcome === 'failed' || outcome === 'kept';

function document(
  { provider, deletion, kept, caKeys, reports, signing }: Conclusion,
  context: ReadingContext,
): { [key: string]: Json } {
  const left = reports.filter(isLeft).map(({ what, reason }) => `${what}${reason ? `: ${reason}` : ''}`);
  return {
    command: 'rollback',
    ...placeDocument(context),
    rolledBack: provider !== undefined && deletion !== 'absent',
    provider: provider?.certificateProviderName ?? null,
    removed: reports.filter(({ outcome }) => outcome === 'removed').map(({ what }) => what),
    kept: [...kept, ...left],
    caKeys: [...caKeys],
    signing,
  };
}

export function concludeRollback(conclusion: Conclusion, context: ReadingContext): ExitCode {
  const { provider, deletion, kept, caKeys, reports, signing } = conclusion;
  const { output, command, propagationSeconds } = context;
  const left = reports.filter(isLeft);
  if (kept.length > 0) {
    output.say(`  kept, because calls on their way may still reach it:`);
    for (const what of kept) output.say(`    ${what}`);
    output.say(
      paragraph(`remove it in ${describeSpan(propagationSeconds)}: ${command('rollback --all')}`, output.columns),
    );
  }
  for (const key of caKeys) {
    output.say(`  the key of a CA stays: ${key}`);
    output.say(
      paragraph(`to delete the key: ${command(`ca delete ${key.split(' ').at(-1)}`)}`, output.columns, {
        indent: '    ',
      }),
    );
  }
  output.say(dim('  certificates that were issued stay valid, and the CA is as it was'));
  if (left.length > 0) {
    throw new CertprovError(
      'UNDO_INCOMPLETE',
      `${left.length} of ${reports.length} things could not be rolled back; ${SIGNING_TEXT[signing]} ${inPlace(context)}`,
      {
        // By hand, the role of a function that signs would be gone as well.
        fix:
          signing === 'self-managed'
            ? `leave what the certificate provider needs, or devices are refused; run \`${command('rollback --all')}\``
            : left.every(({ isInUse }) => isInUse)
              ? `later: \`${command('rollback --all')}\`, which goes on from here`
              : `remove what is named above by hand, or run \`${command('rollback --all')}\``,
        exitCode: EXIT.undoIncomplete,
        details: { ...document(conclusion, context), reports },
      },
    );
  }
  const isBack = signing === 'aws-managed' && provider !== undefined;
  const before =
    deletion === 'absent' ? ': the certificate provider was gone before this rollback could delete it' : '';
  output.result(
    { ...document(conclusion, context), ...(kept.length > 0 ? nextOf(context) : {}) },
    `${isBack ? 'AWS signs again' : SIGNING_TEXT[signing]} ${inPlace(context)}${before}`,
  );
  return EXIT.done;
}
