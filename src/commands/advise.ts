import { askAnswers, type Advised } from './advise/ask-answers.ts';
import { askTarget, type TargetFlags } from './advise/ask-target.ts';
import type { Way } from './advise/ways.ts';
import type { Kit } from './advise/kit/kit.ts';
import { renderKit } from './advise/kit/render-kit.ts';
import type { Outcome } from './advise/outcome.ts';
import { OUTCOMES } from './advise/outcomes.ts';
import { QUESTION_IDS, QUESTIONS, type Answers } from './advise/questions.ts';
import { showAdvice } from './advise/show-advice.ts';
import { writeKit } from './advise/write-kit.ts';
import { EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import type { LocalTools } from '../context.ts';

export interface AdviseFlags extends Answers, TargetFlags {
  readonly way?: Way;
  readonly outDir?: string;
  readonly json?: boolean;
}

/** Which way of provisioning fits; with `--out-dir`, what it takes as files. Nothing is asked of AWS. */
export async function runAdvise(flags: AdviseFlags, tools: LocalTools): Promise<ExitCode> {
  const { output, prompter, command } = tools;
  if (flags.outDir === undefined) refuseTargetFlags(flags);
  const answers = readAnswers(flags);
  const advised = flags.way === undefined ? await askAnswers(answers, prompter) : undefined;
  const outcome = OUTCOMES[advised?.recommendation.way ?? flags.way!];
  const target = flags.outDir === undefined ? undefined : await askTarget(outcome.way, flags, prompter);
  const kit = target && outcome.kit(target, advised?.answers ?? answers);
  const written = kit && target && (await writeKit(flags.outDir!, renderKit(typedHere(kit, command), outcome, target)));

  showAdvice(outcome, advised?.recommendation, output);
  if (advised) showIgnored(answers, advised, tools);
  if (written) showWritten(flags.outDir!, written.length, tools);
  else output.say(`\n  its files and commands: add --out-dir <folder>`);
  if (outcome.provider.affected === 'yes')
    output.say(`  your own CA behind it:\n    ${command('init')}\n  to practise it:\n    ${command('init --sandbox')}`);
  output.result(documentOf(outcome, advised, written), outcome.way);
  return EXIT.done;
}

/** Kits know certprov by its name alone; they are read where it may be called otherwise. */
const typedHere = (kit: Kit, command: LocalTools['command']): Kit => ({
  ...kit,
  firstDevice: kit.firstDevice.map((line) =>
    line.replace(/^( {4})certprov (.*)/s, (_all, indent: string, words: string) => `${indent}${command(words)}`),
  ),
});

/** `--way` has decided already; which kind of list a bulk registration takes is left to say. */
function readAnswers(flags: AdviseFlags): Answers {
  const given = QUESTION_IDS.filter((id) => flags[id] !== undefined);
  const clash = flags.way === undefined ? undefined : given.find((id) => id !== 'issuer');
  if (clash !== undefined) throw usageInvalid(`--way and ${QUESTIONS[clash].flag} exclude each other`);
  return Object.fromEntries(given.map((id) => [id, flags[id]]));
}

function refuseTargetFlags({ account, region, partition, templateName, bucket }: AdviseFlags): void {
  const given = Object.entries({
    '--account': account,
    '--region': region,
    '--partition': partition,
    '--template-name': templateName,
    '--bucket': bucket,
  }).find(([, value]) => value !== undefined);
  if (given) throw usageInvalid(`${given[0]} is for the files, which --out-dir asks for`, 'add --out-dir <folder>');
}

function showIgnored(given: Answers, { decidedBy }: Advised, { output }: LocalTools): void {
  const idle = QUESTION_IDS.filter((id) => given[id] !== undefined && !decidedBy.includes(id));
  if (idle.length > 0) output.say(`\n  made no difference: ${idle.map((id) => QUESTIONS[id].flag).join(', ')}`);
}

function showWritten(folder: string, count: number, { output }: LocalTools): void {
  output.say(`\n  ${count} files are in ${folder}\n  begin with its README.md; nothing was changed at AWS`);
}

const documentOf = (outcome: Outcome, advised: Advised | undefined, written: readonly string[] | undefined) => ({
  command: 'advise',
  way: outcome.way,
  name: outcome.name,
  inShort: outcome.inShort,
  ...(advised && {
    decidedBy: Object.fromEntries(advised.decidedBy.map((id) => [QUESTIONS[id].flag.slice(2), advised.answers[id]])),
    why: advised.recommendation.why,
    runnerUp: advised.recommendation.runnerUp,
    whyNot: advised.recommendation.whyNot,
  }),
  setUp: outcome.setUp,
  deviceLogic: outcome.deviceLogic,
  risks: outcome.risks,
  trap: outcome.trap,
  certificateProvider: { affected: outcome.provider.affected, says: outcome.provider.says },
  sources: outcome.sources,
  files: written,
});
