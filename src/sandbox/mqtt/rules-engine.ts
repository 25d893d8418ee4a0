import { matchesTopicFilter } from '../iot/connection-policy.ts';
import { topicFilterOf } from '../iot/rule-sql.ts';
import type { TopicRuleRecord } from '../iot/state.ts';
import { InvocationFailed, invokeAsService } from '../lambda/invoke-as-service.ts';
import { regionOf } from '../state/region-of.ts';
import { IOT_PRINCIPAL, type MqttContext } from './mqtt-context.ts';

/** Hands messages to the functions of the account's topic rules. */
interface RulesEngine {
  /** Does not wait for the functions: they are invoked asynchronously. */
  take(topic: string, payload: Buffer, region: string): Promise<void>;
  /** When every function that was invoked has ended. */
  close(): Promise<void>;
}

/** Longer than any function may run. */
const LIMIT_MS = 15 * 60_000;
/** The rest waits, as in Lambda's queue of asynchronous invocations. */
const AT_ONCE = 10;

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html */
export function openRulesEngine(context: MqttContext): RulesEngine {
  const waiting: (() => Promise<void>)[] = [];
  const running = new Set<Promise<void>>();

  function startNext(): void {
    const next = running.size < AT_ONCE && !context.closing.aborted ? waiting.shift() : undefined;
    if (next === undefined) return;
    const work: Promise<void> = next().finally(() => {
      running.delete(work);
      startNext();
    });
    running.add(work);
  }

  return {
    async take(topic, payload, region) {
      const rules = await context.store.read((state) =>
        Object.values(regionOf(state, region).iot.topicRules)
          .filter(({ disabled, sql }) => !disabled && matchesTopicFilter(topicFilterOf(sql), topic))
          .map((rule) => ({ ...rule, functionArns: [...rule.functionArns] })),
      );
      const event = rules.length === 0 ? undefined : objectOf(payload);
      if (event === undefined) return;
      for (const rule of rules) {
        for (const functionArn of rule.functionArns) {
          waiting.push(() => invoke(rule, { functionArn, event, region }, context));
          startNext();
        }
      }
    },
    async close() {
      waiting.length = 0;
      await Promise.allSettled(running);
    },
  };
}

interface Invocation {
  readonly functionArn: string;
  readonly event: object;
  readonly region: string;
}

async function invoke(rule: TopicRuleRecord, invocation: Invocation, context: MqttContext): Promise<void> {
  const service = { principal: IOT_PRINCIPAL, sourceArn: rule.arn, sourceAccount: context.account };
  let failure: { readonly status: number; readonly errorCode: string } | undefined;
  try {
    await invokeAsService({ ...invocation, service, limitMs: LIMIT_MS }, context);
  } catch (error) {
    const isOfFunction = error instanceof InvocationFailed;
    failure = isOfFunction
      ? { status: 400, errorCode: error.message }
      : { status: 500, errorCode: 'InternalFailureException' };
  }
  const { region } = invocation;
  const time = context.clock.now().toISOString();
  const entry = { time, service: 'iot', operation: 'TopicRuleAction', region, caller: rule.arn, status: 200 };
  context.log.append({ ...entry, ...failure });
}

function objectOf(payload: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
