import type { ReadingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { bold, red } from '../../terminal/style.ts';
import { describeSpan } from '../../terminal/quantity-text.ts';
import { placeName } from '../header.ts';
import type { ReturnSituation } from './return-situation.ts';

/** What somebody with the right to do it types: all of a return is this one call. */
export const deletionCommand = (providerName: string, { awsCliNow }: ReadingContext): string =>
  awsCliNow(`iot delete-certificate-provider --certificate-provider-name ${providerName}`);

export interface FailingReturn {
  readonly error: CertprovError;
  readonly providerName: string;
  readonly situation: ReturnSituation;
  /** Undefined: it could not be read whether it is there. */
  readonly isThere: boolean | undefined;
}

const isNotKnown = ({ isUnseen }: ReturnSituation): string =>
  `whether the certificate provider is ${isUnseen ? '' : 'still '}there is not known`;

/** At the first failure, not after the last: whoever may delete it need not wait for certprov. */
export function showFailingReturn(
  { error, providerName, situation, isThere, leftSeconds }: FailingReturn & { readonly leftSeconds: number },
  context: ReadingContext,
): void {
  const { output } = context;
  const say = (text: string): void => output.say(paragraph(text, output.columns));
  const where = placeName(context);
  const headline = `✗ ${(isThere === undefined ? `whether AWS signs ${situation.isUnseen ? '' : 'again '}is not known` : situation.devices).toUpperCase()}`;
  output.say();
  output.say(red(bold(`${headline.padEnd(Math.max(output.columns - where.length - 1, headline.length + 3))}${where}`)));
  if (situation.reason !== undefined) say(safeText(situation.reason));
  say(`${isRefusal(error) ? 'AWS refused the return' : 'the return did not succeed'}: ${error.message}`);
  say('to end it, as somebody who may:');
  output.say();
  // On one line, so that it can be copied as it stands.
  output.say(`    ${deletionCommand(providerName, context)}`);
  output.say();
  if (leftSeconds > 0) say(`certprov goes on trying for ${leftSeconds} s`);
}

/** Credentials that are another account's are not sent: nobody refused. */
const isRefusal = ({ code, details }: CertprovError): boolean =>
  details['definite'] === true && !code.startsWith('AWS_CREDENTIALS_');

interface FailedReturn extends FailingReturn {
  readonly attempts: number;
  readonly seconds: number;
}

/** The end of trying. It says what is known of the provider now, and nothing else. */
export function returnFailed(failed: FailedReturn, context: ReadingContext): CertprovError {
  const { error, providerName, situation, attempts, seconds, isThere } = failed;
  const { place, command, isSandbox } = context;
  const line = deletionCommand(providerName, context);
  const mayBeGone = isThere === undefined;
  const tried = attempts === 1 ? 'once' : `${attempts} times in ${describeSpan(seconds)}`;
  const known = mayBeGone
    ? isNotKnown(situation)
    : `${situation.devices}: the certificate provider "${providerName}" could not be deleted`;
  const thrown = new CertprovError('UNDO_INCOMPLETE', `${known} (tried ${tried}): ${error.message}`, {
    fix: error.fix ?? 'run the command above as somebody who may',
    exitCode: EXIT.undoIncomplete,
    cause: error,
    details: {
      ...error.details,
      ...situation.details,
      account: place.account,
      region: place.region,
      provider: providerName,
      reason: error.code,
      returned: false,
      attempts,
      deletionCommand: line,
    },
  });
  const state = mayBeGone
    ? `the certificate provider may ${situation.isUnseen ? 'be there' : 'have been deleted'}`
    : `the certificate provider is still in place: every CSR of ${place.account} in ${place.region} goes to its function`;
  thrown.aftermath = [
    state,
    // The sandbox's endpoint ends with this process.
    ...(isSandbox ? [] : [`to end it, as somebody who may:  ${line}`]),
    `who signs now:  ${command('status')}`,
    `back to AWS:    ${command('rollback')}`,
  ].join('\n');
  return thrown;
}
