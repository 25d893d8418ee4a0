import type { FleetFacts } from '../checks/impact/fleet-facts.ts';
import type { Impact } from '../checks/impact/judge-fleet.ts';
import type { TemplateVerdict, Verdict } from '../checks/impact/judge-template.ts';
import { ASSUMED_SIGNING_SECONDS, goLiveSeconds, type Ceiling } from '../checks/impact/onboarding-ceiling.ts';
import { counted, describeSpan, groupDigits } from '../terminal/quantity-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import { table } from '../terminal/table.ts';

const WHOSE: Readonly<Record<Verdict, string>> = {
  'signed-by-your-ca': 'your CA',
  'not-affected': 'not affected',
  'cannot-tell': 'cannot tell',
};

/** The answer in two sentences: who is touched, and how many devices came in which way. */
export function impactAnswer({ isOn, templates, metrics }: FleetFacts, { verdicts }: Impact): string {
  const by = (wanted: Verdict): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const cannotTell = by('cannot-tell');
  const who =
    templates === null
      ? 'Which templates are touched could not be determined: they could not be read.'
      : verdicts.length === 0
        ? `There is no provisioning template here: your CA ${isOn ? 'signs' : 'will sign'} whatever device sends a CSR all the same.`
        : `Your CA ${isOn ? 'signs' : 'will sign'} for the devices of ${counted(by('signed-by-your-ca'), 'provisioning template')}; ${groupDigits(by('not-affected'))} ${by('not-affected') === 1 ? 'is' : 'are'} not affected${cannotTell === 0 ? '' : `, and for ${groupDigits(cannotTell)} it cannot be told`}.`;
  const calls =
    metrics === null
      ? 'How many devices send a CSR could not be read.'
      : `In the last ${metrics.days} days devices sent ${counted(metrics.fromCsr.calls, 'CSR')}, and ${groupDigits(metrics.withKeys.calls)} times AWS made the keys.`;
  return `${who} ${calls}`;
}

/** One row for each template, those that change first. */
export function verdictTable(verdicts: readonly TemplateVerdict[], columns: number): string {
  const rows = verdicts.map(({ templateName, verdict, why }) => [
    safeText(templateName),
    WHOSE[verdict],
    safeText(why),
  ]);
  return table([['template', 'signed by', 'why'], ...rows], { columns, indent: '  ' });
}

export const TRUSTED_USERS =
  'Not listed: devices onboarded by a trusted user (CreateProvisioningClaim). Those that send a CSR get a certificate from your CA, whatever the template.';

export function ceilingText(ceiling: Ceiling, fleetSize: number | undefined): readonly string[] {
  const { perSecond, setBy, parts } = ceiling;
  const others = parts
    .filter((part) => part !== setBy)
    .map((part) => `${part.what} ${groupDigits(part.perSecond)}${part.isFromAccount ? ' (of this account)' : ''}`);
  const lines = [
    `At most ${counted(perSecond, 'device')} a second can be provisioned: ${setBy.what}, ${setBy.isFromAccount ? `by this account's limit and ${ASSUMED_SIGNING_SECONDS} s for a signing` : "AWS's default quota"}.`,
    `Next: ${others.join(' · ')}. Quotas are AWS's defaults, and yours may be raised; concurrency assumes ${ASSUMED_SIGNING_SECONDS} s per signing.`,
  ];
  if (fleetSize !== undefined) lines.push(goLiveText(fleetSize, perSecond));
  return lines;
}

export function goLiveText(devices: number, perSecond: number): string {
  const seconds = goLiveSeconds(devices, perSecond);
  return Number.isFinite(seconds)
    ? `A go-live of ${counted(devices, 'device')} takes ${wholeSpan(seconds)} at least.`
    : `A go-live of ${counted(devices, 'device')} cannot happen: the function may not run at all.`;
}

/** Two units, since half an hour more or less matters here: `2 hours 46 minutes`. */
function wholeSpan(seconds: number): string {
  const first = describeSpan(seconds);
  const unit = [86_400, 3_600, 60].find((size) => seconds >= size) ?? 1;
  const left = seconds % unit;
  return unit > 60 && left >= 60 ? `${first} ${describeSpan(left)}` : first;
}
