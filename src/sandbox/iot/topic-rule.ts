import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { pairsOf } from '../wire/message.ts';
import { matchesTopicFilter } from './connection-policy.ts';
import { invalidRequest, requirePattern, resourceAlreadyExists, unauthorized } from './errors.ts';
import { page } from './page.ts';
import { topicFilterOf } from './rule-sql.ts';
import type { TopicRuleRecord } from './state.ts';
import { setTags } from './tags.ts';

interface RuleInput {
  readonly ruleName: string;
}

interface RulePayload {
  readonly sql: string;
  readonly description?: string;
  readonly actions: readonly Readonly<Record<string, object>>[];
  readonly ruleDisabled?: boolean;
  readonly awsIotSqlVersion?: string;
  readonly errorAction?: object;
}

interface PutInput extends RuleInput {
  readonly topicRulePayload: RulePayload;
  /** `key=value&…`, as it travels in a header. */
  readonly tags?: string;
}

interface ListInput {
  readonly topic?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly ruleDisabled?: boolean;
}

const MAX_ACTIONS = 10;
const MAX_PAGE = 10_000;
const SQL_VERSIONS = ['2015-10-08', '2016-03-23', 'beta'];

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html */
export function createTopicRule(input: PutInput, call: Call): Promise<object> {
  const arn = arnOf(input, call);
  const defined = readPayload(input.topicRulePayload);
  const tags = pairsOf(input.tags ?? '', { plusIsSpace: true }).map(([Key, Value]) => ({ Key, Value }));
  return call.store.change((state) => {
    const { topicRules } = regionOf(state, call.region).iot;
    const { ruleName: name } = input;
    if (lookup(topicRules, name)) throw resourceAlreadyExists(`Rule ${name} already exists`, name, arn);
    topicRules[name] = { name, arn, createdAt: call.clock.now().toISOString(), ...defined };
    setTags(state, arn, tags, call);
    return {};
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ReplaceTopicRule.html */
export function replaceTopicRule(input: PutInput, call: Call): Promise<object> {
  const defined = readPayload(input.topicRulePayload);
  return call.store.change((state) => {
    const { name, arn, createdAt } = findRule(state, input, call);
    regionOf(state, call.region).iot.topicRules[name] = { name, arn, createdAt, ...defined };
    return {};
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetTopicRule.html */
export function getTopicRule(input: RuleInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { name, arn, createdAt, sql, description, functionArns, disabled, sqlVersion } = findRule(state, input, call);
    return {
      ruleArn: arn,
      rule: {
        ruleName: name,
        sql,
        description,
        createdAt: new Date(createdAt),
        actions: functionArns.map((functionArn) => ({ lambda: { functionArn } })),
        ruleDisabled: disabled,
        awsIotSqlVersion: sqlVersion,
      },
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListTopicRules.html */
export function listTopicRules({ topic, maxResults, nextToken, ruleDisabled }: ListInput, call: Call): Promise<object> {
  const size = Math.min(maxResults ?? MAX_PAGE, call.settings.pageSize ?? MAX_PAGE);
  return call.store.read((state) => {
    const wanted = Object.entries(regionOf(state, call.region).iot.topicRules).filter(
      ([, { sql, disabled }]) =>
        (ruleDisabled === undefined || disabled === ruleDisabled) &&
        (topic === undefined || matchesTopicFilter(topicFilterOf(sql), topic)),
    );
    const { items, next } = page(Object.fromEntries(wanted), { token: nextToken, size });
    return {
      rules: items.map(({ name, arn, sql, createdAt, disabled }) => ({
        ruleArn: arn,
        ruleName: name,
        topicPattern: topicFilterOf(sql),
        createdAt: new Date(createdAt),
        ruleDisabled: disabled,
      })),
      nextToken: next,
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_EnableTopicRule.html */
export const enableTopicRule = (input: RuleInput, call: Call): Promise<object> => setDisabled(input, false, call);

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DisableTopicRule.html */
export const disableTopicRule = (input: RuleInput, call: Call): Promise<object> => setDisabled(input, true, call);

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteTopicRule.html */
export function deleteTopicRule(input: RuleInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name, arn } = findRule(state, input, call);
    const { topicRules, tags } = regionOf(state, call.region).iot;
    delete topicRules[name];
    delete tags[arn];
    return {};
  });
}

function setDisabled(input: RuleInput, disabled: boolean, call: Call): Promise<object> {
  return call.store.change((state) => {
    findRule(state, input, call).disabled = disabled;
    return {};
  });
}

function arnOf({ ruleName }: RuleInput, call: Call): string {
  return `arn:aws:iot:${call.region}:${call.account}:rule/${ruleName}`;
}

/** AWS does not tell a rule that is not there from one that is not yours. */
function findRule(state: AccountState, input: RuleInput, call: Call): TopicRuleRecord {
  arnOf(input, call);
  const found = lookup(regionOf(state, call.region).iot.topicRules, input.ruleName);
  if (!found) throw unauthorized(`Access to topic rule '${input.ruleName}' was denied`);
  return found;
}

function readPayload(payload: RulePayload): Omit<TopicRuleRecord, 'name' | 'arn' | 'createdAt'> {
  const { sql, description, actions, ruleDisabled = false, awsIotSqlVersion = SQL_VERSIONS[0]!, errorAction } = payload;
  topicFilterOf(sql);
  if (!SQL_VERSIONS.includes(awsIotSqlVersion)) throw invalidRequest(`No version of SQL: ${awsIotSqlVersion}`);
  if (actions.length > MAX_ACTIONS) throw invalidRequest(`A rule can have ${MAX_ACTIONS} actions at most`);
  if (errorAction !== undefined) throw notCarriedOut('error actions');
  return {
    sql,
    ...(description === undefined ? {} : { description }),
    functionArns: actions.map(functionArnOf),
    disabled: ruleDisabled,
    sqlVersion: awsIotSqlVersion,
  };
}

function functionArnOf(action: Readonly<Record<string, object>>): string {
  const [kind, ...more] = Object.keys(action);
  if (kind === undefined || more.length > 0) throw invalidRequest('An action is of exactly one kind');
  if (kind !== 'lambda') throw notCarriedOut(`actions of kind ${kind}`);
  const { functionArn } = action[kind] as { readonly functionArn: string };
  requirePattern(functionArn, 'functionArn', /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w.-]+(:[\w$-]+)?$/);
  return functionArn;
}

const notCarriedOut = (what: string): ServiceError =>
  new ServiceError('NotImplemented', 501, `the sandbox account does not carry out ${what} of topic rules`);
