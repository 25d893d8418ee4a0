import type { ChangingContext, ReadingContext } from '../../context.ts';
import { cancelled, CertprovError, EXIT } from '../../errors.ts';
import { bold, yellow } from '../../terminal/style.ts';
import type { Output } from '../../terminal/output.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { paragraph } from '../../terminal/text-layout.ts';

/** What has to be typed or passed: the account and the Region, which always exist and are never a habit. */
const confirmationOf = ({ place }: ReadingContext): string => `${place.account}/${place.region}`;

/** Before anything is prepared: an answer that is missing or wrong must not leave something half done. */
export function assertConfirmable(confirm: string | undefined, context: ChangingContext): void {
  const expected = confirmationOf(context);
  if (confirm === undefined) {
    if (!context.prompter.interactive) {
      throw new CertprovError(
        'INPUT_REQUIRED',
        '--confirm is needed: --yes does not cover the fleet-wide confirmation',
        {
          fix:
            context.unattended ??
            `add --confirm ${expected} to the same command, or run it in a terminal without --yes`,
          exitCode: EXIT.usage,
          details: { flag: '--confirm' },
        },
      );
    }
  }
  assertConfirmed(confirm, context);
}

/** What was passed names this account and Region; nothing was passed where nothing has to be. */
export function assertConfirmed(confirm: string | undefined, context: ReadingContext): void {
  const expected = confirmationOf(context);
  if (confirm !== undefined && confirm !== expected) throw mismatch(confirm, expected);
}

/** The line between what is harmless and what is not; said before the trial, whose outcome decides about the switch. */
export function warnOfSwitch({ place, output }: ReadingContext): void {
  const warning =
    `! The switch replaces AWS's signing for ALL devices of ${place.account} in ${place.region} that send a CSR: ` +
    'at once, without a trial mode, and AWS does not test the function. So certprov tries it first, with no device involved; the switch comes after that, once the account and Region are confirmed.';
  output.say();
  output.say(yellow(paragraph(warning, output.columns, { indent: '', hanging: '  ' })));
}

const WAY_BACK_COLUMN = ' '.repeat('  rollback      '.length);

interface FleetFacts {
  readonly tried: string;
  readonly wayBack: string;
  /** What was found on the way and is still so. */
  readonly warnings: readonly string[];
}

const MOST_WARNINGS = 5;

/** Right above the words: pages that have scrolled away are not looked for. */
function sayWarnings(warnings: readonly string[], output: Output): void {
  if (warnings.length === 0) return;
  const shown = warnings.slice(0, MOST_WARNINGS).map((warning) => `! ${safeText(warning)}`);
  const more = warnings.length - shown.length;
  const lines = [...shown, ...(more > 0 ? [`and ${more} more, above`] : [])];
  const hanging = `${WAY_BACK_COLUMN}  `;
  for (const [at, line] of lines.entries()) {
    const title = at === 0 ? 'warnings      ' : ' '.repeat('warnings      '.length);
    output.say(yellow(paragraph(`${title}${line}`, output.columns, { hanging })));
  }
}

/** The typed confirmation. Only the exact words are accepted. */
export async function confirmFleet(
  confirm: string | undefined,
  { tried, wayBack, warnings }: FleetFacts,
  context: ReadingContext,
): Promise<void> {
  const { place, output, prompter, command } = context;
  const expected = confirmationOf(context);
  const effect = `This replaces AWS's signing for ALL devices of ${place.account} in ${place.region} that send a CSR.`;
  output.say(bold(paragraph(effect, output.columns)));
  output.say();
  output.say(paragraph(`tried with    ${tried}`, output.columns, { hanging: WAY_BACK_COLUMN }));
  sayWarnings(warnings, output);
  output.say(paragraph(`rollback      ${wayBack}`, output.columns, { hanging: WAY_BACK_COLUMN }));
  output.say(`${WAY_BACK_COLUMN}${command('rollback')}`);
  output.say();
  if (confirm === expected) {
    output.say(`  confirmed with --confirm ${confirm}`);
    return;
  }
  const typed = await prompter.typed({
    flag: '--confirm',
    message: `Type ${expected} to go on, ${prompter.backKey} to go back:`,
    canGoBack: true,
    expected,
    answered: 'Confirmed:',
  });
  if (typed.trim() !== expected) throw cancelled(`"${typed}" is not ${expected}`);
}

const mismatch = (given: string, expected: string): CertprovError =>
  new CertprovError('CONFIRMATION_MISMATCH', `--confirm says ${given}, and this is ${expected}`, {
    fix: 'check --profile and --region: the words must name the account and Region that are meant',
    exitCode: EXIT.usage,
  });
