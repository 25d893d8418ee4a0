import type { RecordedRequest } from '../../../src/sandbox/request-log.ts';
import type { Account } from '../../e2e/account.ts';
import type { Scenario } from './scenarios.ts';

/** One call of a run that ends well. */
export interface AwsCall extends Pick<RecordedRequest, 'service' | 'operation' | 'kind'> {
  /** How many calls of the same operation came before. */
  readonly skip: number;
  /** How many calls of any kind came before. */
  readonly position: number;
  /** How much of what the command is for AWS had done by then. */
  readonly changesBefore: number;
  /** The operator's own, not a function's or a device's. */
  readonly isOperators: boolean;
}

/** What `command` asks of AWS: found from the wire, so that a new call is covered the day it is written. */
export async function callsOf(
  scenario: Pick<Scenario, 'column' | 'start' | 'args'>,
  exitCode = 0,
): Promise<{ readonly calls: readonly AwsCall[]; after: Account }> {
  const after = scenario.start.copy();
  const requests = await after.requestsOf(async () => {
    const run = await after.run(scenario.args(after));
    if (run.exitCode !== exitCode) throw new Error(`${scenario.column}: exit ${run.exitCode}\n${run.stderr}`);
  });
  const calls = requests.map(({ service, operation, kind, caller = '' }, position) => {
    const before = requests.slice(0, position);
    return {
      service,
      operation,
      kind,
      skip: before.filter((earlier) => earlier.operation === operation && earlier.service === service).length,
      position,
      changesBefore: before.filter((earlier) => earlier.mutating && earlier.status < 400).length,
      isOperators: caller.endsWith(':user/operator'),
    };
  });
  return { calls, after };
}
