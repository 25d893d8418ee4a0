import type { Output } from '../../terminal/output.ts';
import { bold } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { Recommendation } from './decision-tree.ts';
import type { Outcome } from './outcome.ts';
import { OUTCOMES } from './outcomes.ts';

/** The whole page about one way: what to do, what the firmware does, what can go wrong, what a provider changes. */
export function showAdvice(outcome: Outcome, recommendation: Recommendation | undefined, output: Output): void {
  const { columns } = output;
  const say = (text: string): void => output.say(paragraph(text, columns));
  const section = (title: string, items: readonly string[]): void => {
    output.say();
    output.say(bold(`  ${title}`));
    for (const item of items) output.say(paragraph(`- ${item}`, columns, { indent: '  ', hanging: '    ' }));
  };
  output.say();
  output.say(bold(paragraph(outcome.name, columns)));
  say(outcome.inShort);
  if (recommendation) {
    output.say();
    say(`Why: ${recommendation.why}`);
    say(`Why not ${OUTCOMES[recommendation.runnerUp].name}: ${recommendation.whyNot}`);
  }
  section('Set-up', outcome.setUp);
  section('Device logic', outcome.deviceLogic);
  section('Risks', outcome.risks);
  section(`A certificate provider: ${AFFECTED[outcome.provider.affected]}`, [outcome.provider.says]);
  if (outcome.trap !== undefined) {
    output.say();
    output.findings([{ severity: 'warning', summary: outcome.trap }]);
  }
}

const AFFECTED: Readonly<Record<Outcome['provider']['affected'], string>> = {
  yes: 'these devices are affected',
  no: 'these devices are not affected',
  'probably not': 'these devices are probably not affected',
};
