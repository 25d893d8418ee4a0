import type { AwsReader, SimulatedAction } from '../../aws/ports/ports.ts';
import { eachBounded } from '../../impact/each-bounded.ts';
import type { Permission } from '../../actions/plan.ts';
import { judgeSimulated, type Judged, type JudgeOptions, type Verdict } from './judge-simulated.ts';
import { isUnanswered, principalOf, type Principal } from './principal.ts';
import type { Task } from './reads.ts';
import { simulatedRequests, type Asked, type SimulatedRequest } from './simulated-request.ts';

/** What a right is for: the changes of the plan, the canary that proves it, or the return to AWS. */
export type Need = 'plan' | 'proof' | 'return';

export interface WantedRight {
  readonly permission: Permission;
  readonly needs: readonly (Need | Task)[];
}

export interface CheckedRight extends WantedRight, Judged {
  readonly resource: string;
}

export interface RightsReport {
  readonly principal: Principal;
  readonly rights: readonly CheckedRight[];
}

interface RightsOrder extends Omit<Asked, 'principalArn'>, JudgeOptions {
  /** As STS names whoever runs certprov. */
  readonly caller: string;
  readonly wanted: readonly WantedRight[];
}

/** Answers come within a second or two; nobody waits for minutes for what is a hint only. */
const LIMIT_MS = 20_000;
const AT_ONCE = 6;

/**
 * Whether whoever runs certprov may do all of it, as far as IAM can be asked: one call for each resource. It changes
 * nothing, and what is not answered is unknown, never fine.
 */
export async function checkRights(
  order: RightsOrder,
  aws: Pick<AwsReader, 'describeRole' | 'simulate'>,
): Promise<RightsReport> {
  const { caller, place, wanted } = order;
  const principal = await principalOf(caller, place, aws);
  if (principal.kind !== 'entity') {
    const judged: Judged =
      principal.kind === 'root' ? { verdict: 'allowed' } : { verdict: 'unknown', reason: principal.reason };
    const rights = wanted.map((right) => ({
      ...right,
      ...judged,
      resource: requestsOf(right, order, caller)[0]!.resource,
    }));
    return { principal, rights };
  }
  // A user has no role to be looked up.
  const needed = wanted.filter(({ permission }) => principal.isSession || permission.on !== 'caller-role');
  const asked = needed.map((right) => ({ right, requests: requestsOf(right, order, principal.arn) }));
  const { answers, unanswered } = await simulateAll(
    asked.flatMap(({ requests }) => requests),
    principal.arn,
    aws,
  );
  const judge = (request: SimulatedRequest): Judged => {
    const answer = answers.get(keyOf(request));
    if (answer === undefined && unanswered !== undefined) return { verdict: 'unknown', reason: unanswered };
    return judgeSimulated(answer, order);
  };
  const rights = asked.map(({ right, requests }) => ({
    ...right,
    ...severest(requests.map(judge)),
    resource: requests[0]!.resource,
  }));
  return { principal, rights };
}

const requestsOf = ({ permission }: WantedRight, order: RightsOrder, principalArn: string): SimulatedRequest[] =>
  simulatedRequests(permission, { ...order, principalArn });

const SEVEREST: readonly Verdict[] = ['denied', 'unknown', 'allowed'];

const severest = (judged: readonly Judged[]): Judged =>
  SEVEREST.flatMap((verdict) => judged.filter((one) => one.verdict === verdict))[0]!;

const groupOf = ({ resource, context }: SimulatedRequest): string => JSON.stringify([resource, context]);
const keyOf = (request: SimulatedRequest): string => `${request.action} ${groupOf(request)}`;

interface Answers {
  readonly answers: ReadonlyMap<string, SimulatedAction>;
  /** Why some have no answer. */
  readonly unanswered: string | undefined;
}

async function simulateAll(
  requests: readonly SimulatedRequest[],
  principalArn: string,
  aws: Pick<AwsReader, 'simulate'>,
): Promise<Answers> {
  const groups = new Map<string, SimulatedRequest[]>();
  for (const request of requests) groups.set(groupOf(request), [...(groups.get(groupOf(request)) ?? []), request]);
  const endsAt = performance.now() + LIMIT_MS;
  const isOver = (): boolean => performance.now() > endsAt;
  const { results, error } = await eachBounded(
    [...groups.values()],
    async (group) => {
      const { resource, context } = group[0]!;
      const actions = [...new Set(group.map(({ action }) => action))];
      const simulated = await aws.simulate({ principalArn, actions, resource, context });
      return simulated.map((one) => [`${one.action} ${groupOf(group[0]!)}`, one] as const);
    },
    { atOnce: AT_ONCE, isOver },
  );
  if (error !== undefined && !isUnanswered(error)) throw error;
  return {
    answers: new Map(results.flat()),
    unanswered: error?.message ?? (isOver() ? 'IAM did not answer in time' : undefined),
  };
}
