import type { Context } from '../context.ts';

/** Of a command that comes behind an `init` which has changed something, only its own part can be said. */
export const nothingChanged = (command: string, { hasChanged }: Context['interrupt']): string =>
  hasChanged ? `the ${command} has changed nothing` : 'nothing was changed';
