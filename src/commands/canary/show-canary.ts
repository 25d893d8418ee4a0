import type { ReadingContext } from '../../context.ts';
import { wayDocument, wayText } from '../../device/device-way.ts';
import type { Json } from '../../terminal/output.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { green, yellow } from '../../terminal/style.ts';
import { describeAge } from '../../terminal/quantity-text.ts';
import type { CanaryAnswer } from './canary-answer.ts';
import type { CanaryOutcome } from './canary.ts';

/** Beside the spinner, after each answer. */
export function waitingText(
  answer: CanaryAnswer,
  attempt: number,
  elapsedMs: number,
  propagationSeconds: number,
): string {
  const said = {
    certificate: 'another CA still signs',
    refused: 'refused',
    'no-answer': 'no answer',
    'not-asked': 'could not ask',
  }[answer.kind];
  return `canary: ${said} (${attempt}), ${Math.round(elapsedMs / 1000)} s of at most ${propagationSeconds} s`;
}

export function showCanary(outcome: CanaryOutcome, switchedAt: Date, { output, now }: ReadingContext): void {
  const say = (text: string): void => output.say(paragraph(text, output.columns, { hanging: '    ' }));
  const age = describeAge(switchedAt, now());
  switch (outcome.kind) {
    case 'proven': {
      const { certificate } = outcome.judged;
      const before = beforeProof(outcome);
      say(
        `${green('✓')} canary: a device asked AWS IoT${outcome.way ? ` by ${wayText({ ...outcome.way, unanswered: [] })}` : ''} and got serial ${certificate?.serialNumber ?? ''} of ${safeText(certificate?.issuer.commonName ?? certificate?.issuer.text ?? '')}, ${age} after the switch${before}`,
      );
      for (const { severity, title, summary } of outcome.judged.checks) {
        if (severity === 'note') say(yellow(`! ${title}: ${safeText(summary)}`));
      }
      break;
    }
    case 'failed':
      say(yellow(`✗ canary: ${REASONS[outcome.reason]}, ${age} after the switch: ${safeText(outcome.message)}`));
      break;
    case 'unproven':
      say(yellow(`! canary: nobody could ask, so this one proves nothing: ${safeText(outcome.message)}`));
      break;
    case 'stopped':
      say(yellow(`! canary: stopped, ${age} after the switch, before it could tell`));
  }
  const { left, reasons } = outcome.removal;
  if (left.length > 0) {
    const count = left.length === 1 ? 'one certificate' : `${left.length} certificates`;
    say(`  AWS IoT keeps ${count} of the canary, which nobody has claimed: it deletes them within an hour`);
    for (const reason of reasons) say(`  ${safeText(reason)}`);
  }
}

/** What came before the certificate that proves it, as long as the switch had not reached all of AWS. */
function beforeProof({ attempts, certificateIds }: CanaryOutcome): string {
  const earlier = certificateIds.length - 1;
  const without = attempts - certificateIds.length;
  const parts = [
    ...(earlier > 0 ? [`${earlier} earlier certificate${earlier === 1 ? ' was' : 's were'} not yet from your CA`] : []),
    ...(without > 0 ? [`${without} request${without === 1 ? '' : 's'} got no certificate`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const REASONS = {
  refused: 'AWS IoT refuses the CSR',
  'wrong-ca': 'the certificate is not of the linked CA',
  'bad-certificate': 'the certificate fails the checks',
  'no-answer': 'AWS IoT does not answer',
} as const;

export function canaryDocument(outcome: CanaryOutcome): { [key: string]: Json } {
  const judged = 'judged' in outcome ? outcome.judged : undefined;
  return {
    outcome: outcome.kind,
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    ...('message' in outcome ? { message: outcome.message } : {}),
    attempts: outcome.attempts,
    mqtt: outcome.way === undefined ? null : wayDocument(outcome.way),
    ...(judged === undefined
      ? {}
      : {
          serialNumber: judged.certificate?.serialNumber ?? null,
          issuer: judged.certificate?.issuer.text ?? null,
          checks: judged.checks.map(({ code, severity, summary }) => ({ code, severity, summary })),
        }),
    certificatesRemoved: outcome.removal.removed,
    certificatesLeft: [...outcome.removal.left],
  };
}
