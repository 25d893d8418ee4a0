import { createFunction, type CreateFunctionArgs } from '../actions/kinds/create-function.ts';
import { stillMade, type JournalRun } from '../actions/journal.ts';

/** What another version may have journaled in other ways is left out. */
export type JournaledSigner = Partial<Pick<CreateFunctionArgs, 'codeSha256' | 'environment' | 'roleArn'>>;

/** What certprov deployed from this machine into a function, and has not taken back. */
export function journaledSigner(runs: readonly JournalRun[], functionName: string): JournaledSigner | undefined {
  const args = stillMade(runs)
    .filter(({ action }) => action.kind === createFunction.kind)
    .map(({ action }) => action.args as Partial<Record<keyof CreateFunctionArgs, unknown>>)
    .find((made) => made.functionName === functionName);
  if (!args) return undefined;
  const { codeSha256, environment, roleArn } = args;
  return {
    ...(typeof codeSha256 === 'string' ? { codeSha256 } : {}),
    ...(typeof environment === 'object' && environment !== null
      ? { environment: environment as CreateFunctionArgs['environment'] }
      : {}),
    ...(typeof roleArn === 'string' ? { roleArn } : {}),
  };
}
