import type { Action } from '../../actions/plan.ts';
import type { ReadingContext } from '../../context.ts';
import type { Finding } from '../../finding.ts';
import type { Step, StepTools } from '../../steps/step.ts';
import type { Output } from '../../terminal/output.ts';
import type { Interview } from '../../terminal/interview/interview.ts';
import { bold } from '../../terminal/style.ts';
import { whenSlow } from '../../terminal/when-slow.ts';

interface StepResult<Answers, Facts> {
  readonly answers: Answers;
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly actions: readonly Action[];
}

/** One page: ask, read, explain, judge, plan. */
export async function runStep<Input, Answers, Facts>(
  step: Step<Input, Answers, Facts>,
  input: Input,
  tools: StepTools,
  interview?: Interview,
): Promise<StepResult<Answers, Facts>> {
  const ask = () => step.ask(input, tools);
  const answers = await (interview ? interview.answering(ask) : ask());
  const facts = await whenSlow('reading the account', tools.output, step.inspect(input, answers, tools));
  step.show?.(input, answers, facts, tools.output);
  const findings = step.check(input, answers, facts, tools.now());
  tools.output.findings(findings);
  return { answers, facts, findings, actions: step.plan(input, answers, facts) };
}

/** What a step may use of the surroundings of a command. */
export const stepTools = (
  { reader, place, prompter, output, now, isSandbox }: ReadingContext,
  once: StepTools['once'] = (_key, work) => work(),
): StepTools => ({
  aws: reader,
  place,
  prompter,
  output,
  now,
  isSandbox,
  once,
});

const PAGES = 8;

/** `3/7  The certificate authority` above each page of the wizard. */
export function pageTitle(page: number, title: string, output: Output): void {
  // The first two stand on the screen together.
  if (page > 2) output.page.start();
  output.say();
  output.say(bold(`${page}/${PAGES}  ${title}`));
}
