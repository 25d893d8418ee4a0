import type { AccountPlace } from '../aws/arn.ts';
import type { AwsReader } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';
import type { Action } from '../actions/plan.ts';
import type { Output } from '../terminal/output.ts';
import type { Prompter } from '../terminal/prompter.ts';

/** What a step may use. There is no writer here: a step cannot change anything. */
export interface StepTools {
  readonly aws: AwsReader;
  readonly place: AccountPlace;
  readonly prompter: Prompter;
  readonly output: Output;
  readonly now: () => Date;
  /** No request may leave this machine. */
  readonly isSandbox: boolean;
  /** What costs something, such as a certificate of a CA, is done once for a key however often its page is come by. */
  readonly once: <T>(key: string, work: () => Promise<T>) => Promise<T>;
}

/**
 * One page of the wizard. `ask` turns flags and questions into answers (a flag is an answered question), `inspect`
 * reads AWS, `show` explains what was found, `check` and `plan` are pure. `Input` is what earlier pages found out.
 */
export interface Step<Input, Answers, Facts> {
  readonly id: string;
  readonly title: string;
  ask(input: Input, tools: StepTools): Promise<Answers>;
  inspect(input: Input, answers: Answers, tools: StepTools): Promise<Facts>;
  show?(input: Input, answers: Answers, facts: Facts, output: Output): void;
  check(input: Input, answers: Answers, facts: Facts, now: Date): readonly Finding[];
  plan(input: Input, answers: Answers, facts: Facts): readonly Action[];
}
