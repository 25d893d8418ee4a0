import { describe, expect, it } from 'vitest';
import type { AwsWriter } from '../src/aws/ports/ports.ts';
import type { runDryRun } from '../src/commands/dry-run.ts';
import type { runImpact } from '../src/commands/impact.ts';
import type { runInit } from '../src/commands/init.ts';
import type { runPolicyCheck } from '../src/commands/policy-check.ts';
import type { runStatus } from '../src/commands/status.ts';
import type { StepTools } from '../src/steps/step.ts';

/** `true` where nothing that is handed over can write: no writer under any name, nor the count of what was sent. */
type CannotWrite<Given> =
  Extract<Given[keyof Given], AwsWriter> extends never ? ('changes' extends keyof Given ? false : true) : false;

type Last<F extends (...given: never[]) => unknown> = Parameters<F> extends [...unknown[], infer Given] ? Given : never;

describe('what a command is handed', () => {
  // `npx tsc` is what fails here; at run time there are no types.
  it('cannot write in a command that reads, by its type', () => {
    const reading: readonly [
      CannotWrite<Last<typeof runStatus>>,
      CannotWrite<Last<typeof runImpact>>,
      CannotWrite<Last<typeof runPolicyCheck>>,
      CannotWrite<Last<typeof runDryRun>>,
      CannotWrite<StepTools>,
    ] = [true, true, true, true, true];
    const changing: CannotWrite<Last<typeof runInit>> = false;
    expect([...reading, changing]).toEqual([true, true, true, true, true, false]);
  });

  it('runs a function only where a trial is signed', () => {
    type CanInvoke<Given> = 'invoker' extends keyof Given ? true : false;
    const can: readonly [CanInvoke<Last<typeof runStatus>>, CanInvoke<Last<typeof runDryRun>>] = [false, true];
    expect(can).toEqual([false, true]);
  });
});
