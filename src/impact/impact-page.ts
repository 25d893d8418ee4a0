import type { FleetFacts } from '../checks/impact/fleet-facts.ts';
import type { Impact } from '../checks/impact/judge-fleet.ts';
import type { TemplateVerdict, Verdict } from '../checks/impact/judge-template.ts';
import { namesText } from '../checks/impact/names-text.ts';
import type { FindingCode } from '../finding.ts';
import { groupDigits } from '../terminal/quantity-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { callersInShort } from './callers-text.ts';
import { goLiveText } from './impact-text.ts';

/** A trap in a few words; `certprov impact` has the sentences and the fixes. */
const IN_SHORT: Partial<Readonly<Record<FindingCode, string>>> = {
  CLAIMS_SEND_NO_CSR: 'claims that may not send a CSR',
  CLAIM_CANNOT_HEAR: 'claims that cannot receive the reply',
  TEMPLATE_WITHOUT_CLAIM: 'templates without a claim (trusted users?)',
  CSRS_OVER_HTTP: 'CSRs over HTTP',
  NO_CSR_SEEN: 'no CSR in 14 days',
  CA_REGISTERS_DEVICES: 'a registered CA with automatic registration',
  HOOK_SEES_CERTIFICATE: 'hooks that see the new certificate',
  CERTIFICATES_WILL_END: 'certificates expire (AWS: 2049)',
  DEVICES_MAY_SEND_NO_NAME: 'CSRs without a name',
  DEVICES_MAY_NEED_SNI: 'devices without SNI',
  DEVICE_BUFFERS_SMALL: 'buffers of 2,048 bytes',
  FEW_ENVIRONMENTS: 'few functions at a time',
};

/** What of it waits for whoever switches, in a few words each. */
export const impactWarnings = (findings: Impact['findings']): readonly string[] =>
  findings.flatMap(({ code }) => IN_SHORT[code] ?? []);

const MOST_UNREAD = 2;

/** The page of `init`: at most 14 lines of 80 columns. */
export function impactPage(
  facts: FleetFacts,
  { verdicts, findings, ceiling }: Impact,
  { columns, fleetSize, command }: { columns: number; fleetSize: number | undefined; command: string },
): string {
  const lines = [...whoLines(facts, verdicts)];
  const traps = impactWarnings(findings);
  if (traps.length > 0) lines.push(`! warnings: ${traps.join(' · ')}`);
  const unread = findings.filter(({ code }) => code === 'IMPACT_INCOMPLETE');
  lines.push(
    ...unread.slice(0, MOST_UNREAD).map(({ summary, fix }) => `! ${safeText(clipped(summary))}${inShort(fix)}`),
  );
  if (unread.length > MOST_UNREAD) lines.push(`! ${unread.length - MOST_UNREAD} more could not be read`);
  const speed = `At most ${groupDigits(ceiling.perSecond)} devices/s (${ceiling.setBy.what}).`;
  lines.push(fleetSize === undefined ? speed : `${speed} ${goLiveText(fleetSize, ceiling.perSecond)}`);
  lines.push(`All of it, with fixes: ${command}`);
  return lines
    .map((line) => paragraph(line, columns, { indent: line.startsWith('!') ? '' : '  ', hanging: '  ' }))
    .join('\n');
}

/** The command that reads all of it stands below. */
function inShort(fix = ''): string {
  const [own = ''] = fix.split(/(?: and )?run `certprov impact`/);
  return own === '' ? '' : `; ${own}`;
}

const ONE_LINE = 110;
const clipped = (text: string): string => (text.length > ONE_LINE ? `${text.slice(0, ONE_LINE - 1)}…` : text);

function* whoLines(
  { templates, metrics, httpCallers }: FleetFacts,
  verdicts: readonly TemplateVerdict[],
): Generator<string> {
  if (templates !== null) {
    yield row('your CA', verdicts, 'signed-by-your-ca', 'no template that is known');
    yield row('cannot tell', verdicts, 'cannot-tell', 'none');
    yield row('not affected', verdicts, 'not-affected', 'none');
  }
  const overHttp = callersInShort(httpCallers);
  if (metrics) {
    const counts = `${groupDigits(metrics.fromCsr.calls)} CSRs, ${groupDigits(metrics.withKeys.calls)} times keys made by AWS`;
    yield `14 days       ${counts}${overHttp === undefined ? '; HTTP: none in CloudTrail' : ''}`;
  }
  if (overHttp !== undefined) yield `over HTTP     ${overHttp}`;
}

function row(title: string, verdicts: readonly TemplateVerdict[], wanted: Verdict, none: string): string {
  const names = verdicts.filter(({ verdict }) => verdict === wanted).map(({ templateName }) => templateName);
  return `${title.padEnd(14)}${names.length === 0 ? none : safeText(namesText(names, 2))}`;
}
