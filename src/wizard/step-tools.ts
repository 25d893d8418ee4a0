import type { Context } from '../context.ts';
import type { StepTools } from '../steps/step.ts';

/** What a step may use of the surroundings of a command. */
export const stepTools = ({ reader, place, prompter, output, now, isSandbox }: Context): StepTools => ({
  aws: reader,
  place,
  prompter,
  output,
  now,
  isSandbox,
});
