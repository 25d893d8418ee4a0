import type { ChangingContext } from '../../context.ts';
import { invokePermission } from '../../deployment/policies/invoke-permission.ts';
import { CertprovError, EXIT, type ExitCode } from '../../errors.ts';
import { writeNew } from '../../local/write-new.ts';
import { GoBack } from '../../terminal/go-back.ts';
import type { Interview } from '../../terminal/interview/interview.ts';
import { jsonDocument, jsonText } from '../../terminal/json-document.ts';
import type { Choice } from '../../terminal/prompter.ts';
import { dim } from '../../terminal/style.ts';
import { inPlace } from '../header.ts';
import type { TrialCsrs } from './ask-devices.ts';
import { signingsOf } from './gate.ts';
import { sayDetails } from './show-plan.ts';
import { planOnlyDocument, type Planned } from './stop-at-plan.ts';

type PlanChoice = 'prepare' | 'show' | 'change' | 'save' | 'stop';

/** `again`: something was looked at, and the plan is to be shown once more; an exit code where it was saved. */
type Chosen = 'prepare' | 'stop' | 'again' | ExitCode;

/** With what it will be tried. */
interface ChoosablePlan extends Planned {
  readonly csrs: TrialCsrs;
}

/** The last question before anything is made. Nothing is lost by whatever is chosen. */
export async function choosePlan(
  planned: ChoosablePlan,
  interview: Interview,
  context: ChangingContext,
): Promise<Chosen> {
  const { proposal, csrs } = planned;
  const isToPrepare = proposal.plan.prepare.length > 0;
  const signings = signingsOf(proposal, csrs.devices.length + 1);
  const issues = signings === 1 ? 'one real certificate' : `${signings} real certificates`;
  context.output.say();
  const chosen = await interview.choose<PlanChoice>({
    flag: '--yes',
    message: isToPrepare
      ? 'Prepare it now? No device is affected yet.'
      : `Try the function now? It issues ${issues}; no device is affected.`,
    recommended: 'prepare',
    choices: choicesFor(isToPrepare),
  });
  if (chosen === 'prepare' || chosen === 'stop') return chosen;
  if (chosen === 'save') return (await savePlan(planned, context)) ?? 'again';
  if (chosen === 'show') {
    showDetails(planned, context);
    await interview.untilSeen();
  } else await interview.changeAnswer();
  return 'again';
}

const choicesFor = (isToPrepare: boolean): readonly Choice<PlanChoice>[] => [
  isToPrepare
    ? { value: 'prepare', label: 'prepare', short: 'prepare' }
    : { value: 'prepare', label: 'try', short: 'try' },
  { value: 'show', label: 'show the permission   as JSON, and the code', short: 'show the permission' },
  { value: 'change', label: 'change an answer      function · CA · validity', short: 'change an answer' },
  { value: 'save', label: 'save the plan, stop   as JSON, for somebody else to read', short: 'save the plan, stop' },
  { value: 'stop', label: 'stop                  the answers are kept', short: 'stop' },
];

function showDetails({ proposal }: Planned, { output, place }: ChangingContext): void {
  const { plan, functionArn, providerName } = proposal;
  output.page.start();
  output.say(dim(jsonText(invokePermission(place, functionArn, providerName), output.columns, '    ')));
  sayDetails([...plan.prepare, ...plan.switch], output);
}

/** Undefined when it was not saved after all. */
async function savePlan(planned: Planned, context: ChangingContext): Promise<ExitCode | undefined> {
  const { prompter, output } = context;
  const document = planOnlyDocument(planned, context);
  for (;;) {
    const question = { flag: '--plan', message: 'File for the plan', recommended: 'certprov-plan.json' };
    try {
      const path = await prompter.input({ ...question, canGoBack: true });
      await writeNew(path, jsonDocument(document), 'the plan', '--plan');
      output.result(document, `the plan ${inPlace(context)} is in ${path}; it was not carried out`);
      return EXIT.done;
    } catch (error) {
      if (error instanceof GoBack) return undefined;
      if (!(error instanceof CertprovError) || error.code !== 'FILE_UNWRITABLE') throw error;
      output.findings([{ severity: 'blocker', summary: error.message }]);
    }
  }
}
