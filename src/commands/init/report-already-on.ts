import { nothingChanged } from '../../actions/lock-account.ts';
import type { ChangingContext } from '../../context.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { isBlocked } from '../../finding.ts';
import { shellWord } from '../../local/shell-word.ts';
import type { SigningNow } from '../../steps/explain-signing.ts';
import { bold, yellow } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { removeLeftTemporary } from '../canary/remove-temporary.ts';
import { inPlace, placeDocument } from '../header.ts';
import { reportStatus } from '../status.ts';
import type { TrialCsrs } from './ask-devices.ts';
import type { InitCommandFlags } from './init-flags.ts';
import { proveAgain } from './prove-again.ts';

/** What came by standard input is gone, and has to be given again. */
function tryThem({ csr = [] }: InitCommandFlags, { command }: ChangingContext): string {
  if (csr.includes('-')) return '; dry-run tries them, with --csr';
  return `: ${command(`dry-run ${csr.map((path) => `--csr ${shellWord(path)}`).join(' ')}`)}`;
}

/** Nothing is asked, and only what an earlier run has left open is done. */
export async function reportAlreadyOn(
  flags: InitCommandFlags,
  found: { readonly csrs: TrialCsrs; readonly landing: LandingZone; readonly signing: SigningNow },
  context: ChangingContext,
): Promise<ExitCode> {
  const { output } = context;
  const proof = await proveAgain(flags, found, context);
  output.say();
  if (!flags.plan) await removeLeftTemporary(context);
  const report = await reportStatus(context);
  const isUnproven = report.findings.some(({ code }) => code === 'SWITCH_UNPROVEN' || code === 'SWITCH_REFUSED');
  const untried = found.csrs.devices.length - (proof ? 1 : 0);
  if (untried > 0) {
    const those = untried === 1 ? '1 CSR of --csr was' : `${untried} CSRs of --csr were`;
    const text = `! ${those} not tried, since there is nothing to switch${tryThem(flags, context)}`;
    output.say(paragraph(yellow(text), output.columns));
  }
  const state = proof?.isProven ? ', and proven now' : isUnproven ? ', and NOT PROVEN' : '';
  const changed = proof
    ? 'only the canary was sent'
    : (nothingChanged(context) ?? 'only what a canary had left was removed');
  const already = `It is switched on already ${inPlace(context)}${state}: ${changed}.`;
  output.say(bold(paragraph(already, output.columns)));
  output.result(
    {
      command: 'init',
      ...placeDocument(context),
      applied: false,
      alreadyOn: true,
      plan: { prepare: [], switch: [] },
      canary: proof?.document ?? null,
      rights: proof?.rights ?? null,
      status: report.document,
    },
    report.text,
  );
  output.findings(report.findings);
  return isBlocked(report.findings) || proof?.isProven === false ? EXIT.blocked : EXIT.done;
}
