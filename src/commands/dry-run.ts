import { isBlocked, type Finding } from '../finding.ts';
import { checkFunctionUsable } from '../checks/function-usable.ts';
import type { ReadingContext, TrialContext } from '../context.ts';
import { knownEnd } from '../deployment/known-end.ts';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { findTrialSubject } from './dry-run/find-trial-subject.ts';
import { refusedCsr, runTrial, type TrialOutcome } from './dry-run/run-trial.ts';
import { announceTrial, showTrial, trialDocument, WAKING } from './dry-run/show-trial.ts';
import { trialCsr, type TrialCsrFlags } from './dry-run/trial-csr.ts';
import { placeName, showHeader } from './header.ts';
import { assertFree, writeNew } from '../local/write-new.ts';

export interface DryRunFlags extends TrialCsrFlags {
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
  const { output, invoker, now, interrupt } = context;
  const runs = flags.runs ?? 1;
  if (!Number.isInteger(runs) || runs < 1 || runs > MAX_RUNS)
    throw usageInvalid(`--runs is a whole number from 1 to ${MAX_RUNS}: each run issues a certificate`);
  if (flags.ca !== undefined && flags.caCertificate !== undefined)
    throw usageInvalid('--ca and --ca-certificate exclude each other');
  const csr = await trialCsr(flags);
  if (flags.out !== undefined) await assertFree(flags.out);
  showHeader('dry-run', context);
  const refused = refusedCsr(csr);
  if (refused) return conclude(refused, {}, context);
  const subject = await findTrialSubject(flags, context);
  const findings = checkFunctionUsable(subject.function);
  output.findings(findings);
  if (isBlocked(findings)) throw cannotRun(findings);
  const refusedByCa = refusedCsr(csr, subject);
  if (refusedByCa) return conclude(refusedByCa, { functionArn: subject.function.functionArn }, context);
  announceTrial(subject.function.functionName, runs, csr, output);

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
  return conclude(outcome, { functionArn: subject.function.functionArn, out: flags.out }, context);
}

interface Tried {
  /** Undefined when it did not come to that. */
  readonly functionArn?: string;
  readonly out?: string | undefined;
}

async function conclude(
  outcome: TrialOutcome,
  { functionArn, out }: Tried,
  context: ReadingContext,
): Promise<ExitCode> {
  const { output, place } = context;
  showTrial(outcome, output);
  const written = out === undefined ? undefined : await writeCertificate(out, outcome.certificates[0]?.pem, context);
  output.result(
    {
      command: 'dry-run',
      account: place.account,
      region: place.region,
      functionArn: functionArn ?? null,
      ...trialDocument(outcome),
      ...(written === undefined ? {} : { out: written }),
    },
    `${outcome.verdict === 'pass' ? 'pass' : 'fail'} · ${placeName(context)}`,
  );
  return outcome.verdict === 'pass' ? EXIT.done : EXIT.blocked;
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
