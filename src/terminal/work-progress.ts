import type { Progress } from './output.ts';
import { safeLine } from './safe-text.ts';
import type { Spinner } from './spinner.ts';
import { paragraph } from './text-layout.ts';

/** A piece of work that ends once: the first ending is said, later ones are not. */
export function workProgress(
  say: (lines: string) => void,
  columns: () => number,
  spinner: Spinner | undefined,
  onEnd: () => void,
): Progress {
  let isOver = false;
  const end = (): boolean => {
    if (isOver) return false;
    isOver = true;
    spinner?.stop();
    onEnd();
    return true;
  };
  const endWith = (mark: string) => (text: string) => {
    if (end()) say(paragraph(`${mark} ${safeLine(text)}`, columns(), { hanging: '    ' }));
  };
  return {
    update: (label) => {
      if (!isOver) spinner?.update(safeLine(label));
    },
    succeed: endWith('✓'),
    warn: endWith('!'),
    fail: endWith('✗'),
    clear: () => void end(),
  };
}
