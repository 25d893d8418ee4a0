import type { Outcome } from '../outcome.ts';
import type { Kit, KitFile, Step, Target } from './kit.ts';
import { renderReadme } from './render-readme.ts';
import { renderScript } from './render-script.ts';
import { removeDevice } from './steps.ts';

/** Every file of a kit: its documents, the scripts that its steps become, and what to know about them. */
export function renderKit(kit: Kit, outcome: Outcome, target: Target): KitFile[] {
  const { region } = target.place;
  const what = `${target.name} in account ${target.place.account}, ${region}`;
  const scripts: KitFile[] = [
    {
      path: 'apply.sh',
      about: 'puts it into the account, command by command',
      text: renderScript(kit.apply, {
        about: `${outcome.name}: puts ${what} in place. Stops at the first command that fails.`,
        region,
        needs: kit.inputs.map(({ path }) => path),
        keeps: true,
      }),
    },
    {
      path: 'undo.sh',
      about: 'takes it out again; goes on when a command fails, and can be run twice',
      text: renderScript(kit.undo, {
        about: `${outcome.name}: takes ${what} away again. What is gone already is reported as an error and does no harm.`,
        region,
        reads: keptBy(kit.apply).filter((variable) => isUsed(variable, kit.undo)),
        goesOn: true,
      }),
    },
    ...[...(kit.perDevice ?? []), removeDevice(target)].map(({ path, about, takes, steps }) => ({
      path,
      about,
      text: renderScript(steps, { about: `${about}.`, region, takes }),
    })),
  ];
  const files = [...kit.files, ...scripts];
  return [
    { path: 'README.md', about: 'what this is, in which order', text: renderReadme(kit, files, outcome, target) },
    ...files,
    IGNORE,
  ];
}

/** So that no key gets into a repository with the rest. */
const IGNORE: KitFile = {
  path: '.gitignore',
  about: 'keeps keys out of a repository',
  text: '*.private-key.pem\nkept.env\n*.zip\n',
};

const keptBy = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => ('keep' in step && step.keep !== undefined ? [step.keep.variable] : []));

const isUsed = (variable: string, steps: readonly Step[]): boolean =>
  steps.some(
    (step) =>
      'parameters' in step &&
      Object.values(step.parameters).some((a) => typeof a === 'object' && 'variable' in a && a.variable === variable),
  );
