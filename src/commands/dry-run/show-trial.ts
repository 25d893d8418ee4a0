import { basename } from 'node:path';
import type { Json, Output } from '../../terminal/output.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { bold, green, yellow } from '../../terminal/style.ts';
import { table } from '../../terminal/table.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { TrialOutcome } from './run-trial.ts';
import type { TrialCsr } from './trial-csr.ts';

const SYMBOL = { ok: green('✓'), note: yellow('!'), fail: yellow('✗') } as const;

/** While Lambda sets up a function that it found Inactive. */
export const WAKING = 'trial signing: the function was idle for weeks, waiting until Lambda has set it up again';

/** Said before the first invocation, because it costs something and leaves something behind. */
export function announceTrial(functionName: string, signings: number, csrs: readonly TrialCsr[], output: Output): void {
  const certificates = signings === 1 ? 'one real certificate' : `${signings} real certificates`;
  const effect = `${safeText(functionName)} is invoked just as AWS IoT would. That issues ${certificates}, which your CA may bill; no device or setting is changed.`;
  output.say(paragraph(effect, output.columns));
  const [only, ...others] = csrs;
  if (only && others.length === 0) announceCsr(only, output);
}

/** With what it has in it that some CA may not like. One of several by its whole path: each model has a `device.csr`. */
export function announceCsr(csr: TrialCsr, output: Output, { isOneOfSeveral = false } = {}): void {
  const name = isOneOfSeveral ? csr.origin : basename(csr.origin);
  output.say(paragraph(`CSR: ${safeText(name)}`, output.columns));
  for (const { severity, summary } of csr.read.checks) {
    if (severity === 'note') output.say(paragraph(yellow(`! ${safeText(summary)}`), output.columns));
  }
}

/** What was said of one CSR and need not be said of the next. */
export type SaidBefore = Set<string>;
/** That one has passed, and what this does not cover. */
const PASSED = 'passed';

/** Whole, unless it passed and others were shown before it: then what is found in it anew. */
export function showTrial(
  { checks, certificates, verdict, invoked }: TrialOutcome,
  output: Output,
  before: SaidBefore = new Set(),
): void {
  for (const { serialNumber, subject } of certificates) {
    sayWrapped(
      `issued serial ${serialNumber}  ${subject.isEmpty ? '(empty subject)' : safeText(subject.text)}`,
      output,
    );
  }
  const shown = verdict === 'pass' ? checks.filter((check) => !before.has(saidOf(check))) : checks;
  for (const check of checks) before.add(saidOf(check));
  const rows = shown.map((check) => [SYMBOL[check.severity], check.title, safeText(check.summary)]);
  if (rows.length > 0) output.say(table(rows, { columns: output.columns, indent: '  ', gap: 1 }));
  for (const { severity, title, fix } of shown) {
    if (fix && severity !== 'ok')
      sayWrapped(`${severity === 'fail' ? 'fix' : 'note'} · ${title}: ${output.named(safeText(fix))}`, output);
  }
  if (verdict === 'pass' && before.has(PASSED)) {
    sayWrapped(`${bold('pass')} · ${checks.length} rules; what was said above is not repeated`, output);
  } else if (verdict === 'pass') {
    before.add(PASSED);
    sayWrapped(`${bold('pass')} · not covered by this trial: ${NOT_EXERCISED.join('; ')}`, output);
  } else {
    const failed = checks.filter(({ passed }) => !passed).map(({ code }) => code);
    const meaning = invoked
      ? 'This function must not sign for a fleet.'
      : 'It was not sent to the function, and got no certificate.';
    sayWrapped(yellow(`fail (${failed.join(', ')}). ${meaning}`), output);
  }
}

/** Of what is in order, the numbers are no news. */
const saidOf = ({ code, severity, summary }: TrialOutcome['checks'][number]): string =>
  severity === 'ok' ? `${code} ok` : `${code} ${severity} ${summary}`;

const sayWrapped = (text: string, output: Output): void =>
  output.say(paragraph(text, output.columns, { hanging: '    ' }));

/** What a dry run cannot show; the same words in the document of `--json`. */
const NOT_EXERCISED: readonly string[] = [
  "AWS IoT's own call to the function and its permission to make it",
  'the registration of the certificate with AWS IoT',
  "a device's connection, its claim policy and its buffers",
];

export function trialDocument({ verdict, checks, timings, certificates, invoked }: TrialOutcome): {
  [key: string]: Json;
} {
  return {
    verdict,
    checks: checks.map(({ code, passed, severity, title, summary, fix }) => ({
      code,
      passed,
      severity,
      title,
      summary,
      ...(fix ? { fix } : {}),
    })),
    timings: { ...timings },
    invoked,
    certificates: certificates.map((certificate) => ({
      serialNumber: certificate.serialNumber,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
    })),
    notExercised: NOT_EXERCISED,
  };
}
