import { verdictTable } from '../../impact/impact-text.ts';
import type { AssessedImpact } from '../../steps/assess-impact.ts';
import type { Interview } from '../../terminal/interview/interview.ts';
import type { Output } from '../../terminal/output.ts';
import type { Choice } from '../../terminal/prompter.ts';

type Onward = 'on' | 'details' | 'change';

const changing = (description: string): Choice<'change'> => ({
  value: 'change',
  label: `change an answer  ${description}`,
  short: 'change an answer',
});

/** Who is touched has to be read before it scrolls away: the page waits. */
export async function stopAtImpact(
  { impact }: AssessedImpact,
  show: () => void,
  { interview, output }: { readonly interview: Interview; readonly output: Output },
): Promise<void> {
  const choices: Choice<Onward>[] = [
    { value: 'on', label: 'go on', short: 'go on' },
    { value: 'details', label: 'details           every template and policy, with fixes', short: 'details' },
    changing('function · CA · validity'),
  ];
  for (;;) {
    const question = { flag: '', message: 'Go on with these devices?', recommended: 'on' as const, choices };
    const chosen = await interview.stop<Onward>({ ...question, onward: 'on' });
    if (chosen === 'on') return;
    if (chosen === 'change') await interview.changeAnswer();
    else {
      if (impact.verdicts.length > 0) output.say(`\n${verdictTable(impact.verdicts, output.columns)}`);
      output.findings(impact.findings);
      await interview.untilSeen();
      show();
    }
  }
}

/** What was deployed for other answers is not changed: it is said where the answers can still be others. */
export async function stopAtDifference(interview: Interview): Promise<void> {
  const choices: Choice<'change' | 'plan'>[] = [
    changing('take what is prepared already, or another function'),
    { value: 'plan', label: 'see the plan      it cannot be carried out as it is', short: 'see the plan' },
  ];
  const question = { flag: '', message: 'It is prepared in another way. What now?', recommended: 'change' as const };
  for (;;) {
    if ((await interview.choose({ ...question, choices })) === 'plan') return;
    await interview.changeAnswer();
  }
}
