import { isBlocked, type Finding } from '../finding.ts';
import { checkFunctionUsable } from '../checks/function-usable.ts';
import type { ReadingContext, TrialContext } from '../context.ts';
import { knownEnd } from '../deployment/known-end.ts';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { findTrialSubject, type TrialSubject } from './dry-run/find-trial-subject.ts';
import { refusedCsr, runTrial, type TrialOutcome } from './dry-run/run-trial.ts';
import { announceCsr, announceTrial, showTrial, trialDocument, WAKING, type SaidBefore } from './dry-run/show-trial.ts';
import { deviceCsrs, type DeviceCsrFlags } from './dry-run/device-csrs.ts';
import { trialCsr, type TrialCsr } from './dry-run/trial-csr.ts';
import { placeName, showHeader } from './header.ts';
import { assertFree, writeNew } from '../local/write-new.ts';

export interface DryRunFlags extends DeviceCsrFlags {
  readonly function?: string | undefined;
  readonly ca?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly out?: string | undefined;
  readonly runs?: number | undefined;
}

/** Every run issues a certificate, and a CA bills each. */
const MAX_RUNS = 20;

/** Invokes the function that is, or would be, the provider's with AWS's own event; changes no setting. */
export async function runDryRun(flags: DryRunFlags, context: TrialContext): Promise<ExitCode> {
  const { output } = context;
  const runs = flags.runs ?? 1;
  if (!Number.isInteger(runs) || runs < 1 || runs > MAX_RUNS)
    throw usageInvalid(`--runs is a whole number from 1 to ${MAX_RUNS}: each run issues a certificate`);
  if (flags.ca !== undefined && flags.caCertificate !== undefined)
    throw usageInvalid('--ca and --ca-certificate exclude each other');
  const csrs = flags.csr === undefined ? [await trialCsr({ keyType: flags.keyType })] : await deviceCsrs(flags);
  if (flags.out !== undefined && csrs.length > 1)
    throw usageInvalid('--out is for one certificate, and --csr names several CSRs');
  if (flags.out !== undefined) await assertFree(flags.out);
  showHeader('dry-run', context);
  const outright = csrs.flatMap((csr) => tried(csr, refusedCsr(csr)));
  if (outright.length === csrs.length) return conclude(outright, {}, context);
  const subject = await findTrialSubject(flags, context);
  const { functionArn, functionName } = subject.function;
  const findings = checkFunctionUsable(subject.function);
  output.findings(findings);
  if (isBlocked(findings)) throw cannotRun(findings);
  const refused = csrs.flatMap((csr) => tried(csr, refusedCsr(csr) ?? refusedCsr(csr, subject)));
  const usable = csrs.filter((csr) => refused.every((other) => other.csr !== csr));
  if (usable.length === 0) return conclude(refused, { functionArn }, context);
  announceTrial(functionName, runs * usable.length, csrs, output);
  const outcomes: TriedCsr[] = [...refused];
  for (const csr of usable) outcomes.push({ csr, outcome: await trySigning({ csr, runs, subject }, context) });
  const inOrder = csrs.flatMap((csr) => outcomes.filter((one) => one.csr === csr));
  return conclude(inOrder, { functionArn, out: flags.out }, context);
}

interface TriedCsr {
  readonly csr: TrialCsr;
  readonly outcome: TrialOutcome;
}

const tried = (csr: TrialCsr, outcome: TrialOutcome | undefined): TriedCsr[] =>
  outcome === undefined ? [] : [{ csr, outcome }];

interface Signing {
  readonly csr: TrialCsr;
  readonly runs: number;
  readonly subject: TrialSubject;
}

async function trySigning({ csr, runs, subject }: Signing, context: TrialContext): Promise<TrialOutcome> {
  const { output, invoker, now, interrupt } = context;
  const spinner = output.progress('trial signing');
  const trial = runTrial(
    {
      csr,
      functionArn: subject.function.functionArn,
      issuer: subject.issuer,
      knownEnd: knownEnd(subject.function.environment),
      runs,
      policySpreadSeconds: 0,
      now,
      onRun: (run) => spinner.update(`trial signing ${run} of ${runs}`),
      onWake: () => spinner.update(WAKING),
    },
    invoker,
  );
  const outcome = await interrupt
    .section(() => interrupt.stoppable(trial))
    .catch((error: unknown) => {
      spinner.fail('trial signing');
      if (error instanceof CertprovError && error.code === 'CANCELLED')
        error.aftermath = 'no setting was changed; the function may have issued a certificate';
      throw error;
    });
  if (outcome.verdict === 'pass') spinner.succeed('trial signing');
  else spinner.fail('trial signing');
  return outcome;
}

interface Tried {
  /** Undefined when it did not come to that. */
  readonly functionArn?: string;
  readonly out?: string | undefined;
}

/** The document is that of the first CSR that failed, or of the first; of several, each is in it as well. */
async function conclude(
  all: readonly TriedCsr[],
  { functionArn, out }: Tried,
  context: ReadingContext,
): Promise<ExitCode> {
  const { output, place } = context;
  const isOne = all.length === 1;
  const said: SaidBefore = new Set();
  for (const { csr, outcome } of all) {
    if (!isOne) output.say();
    if (!isOne) announceCsr(csr, output, { isOneOfSeveral: true });
    showTrial(outcome, output, said);
  }
  const failed = all.filter(({ outcome }) => outcome.verdict !== 'pass');
  const { outcome } = (failed[0] ?? all[0])!;
  const written = out === undefined ? undefined : await writeCertificate(out, outcome.certificates[0]?.pem, context);
  output.result(
    {
      command: 'dry-run',
      account: place.account,
      region: place.region,
      functionArn: functionArn ?? null,
      ...trialDocument(outcome),
      ...(isOne ? {} : { trials: all.map(({ csr, outcome: one }) => ({ csr: csr.origin, ...trialDocument(one) })) }),
      ...(written === undefined ? {} : { out: written }),
    },
    `${conclusionOf(all, failed)} · ${placeName(context)}`,
  );
  return failed.length === 0 ? EXIT.done : EXIT.blocked;
}

function conclusionOf(all: readonly TriedCsr[], failed: readonly TriedCsr[]): string {
  if (all.length === 1) return failed.length === 0 ? 'pass' : 'fail';
  return failed.length === 0 ? `pass: all ${all.length} CSRs` : `fail: ${failed.length} of ${all.length} CSRs`;
}

const cannotRun = (findings: readonly Finding[]): CertprovError =>
  new CertprovError('PLAN_BLOCKED', 'the function cannot be invoked, so nothing was tried and nothing was issued', {
    exitCode: EXIT.blocked,
    details: { findings: findings.map((finding) => ({ ...finding })) },
  });

async function writeCertificate(
  path: string,
  pem: string | undefined,
  { output }: ReadingContext,
): Promise<string | undefined> {
  if (pem === undefined) return undefined;
  await writeNew(path, pem, 'the certificate');
  output.say(`  the certificate is in ${path}`);
  return path;
}
