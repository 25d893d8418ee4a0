import { describeFunctionError } from '../function-error.ts';
import { showNumber, showAnswer } from '../show-text.ts';
import { topLevelNames } from '../top-level-names.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';
import type { TrialRun } from '../trial-evidence.ts';

const rule = trialRule('ANSWER_SHAPE', 'response format');

const MEMBER = 'certificatePem';
const RETURN_IT = `return {"${MEMBER}": "-----BEGIN CERTIFICATE-----…"} from the handler`;
/** A certificate takes 2 KB; this is room for a long chain, and what is worth parsing. */
const MAX_PAYLOAD_CHARACTERS = 1024 * 1024;

export interface Answer {
  readonly check: TrialCheck;
  readonly certificatePem?: string;
}

/** The answer is a JSON object with the string member `certificatePem`. @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
export function checkAnswerShape({ payload, functionError }: TrialRun): Answer {
  if (/PRIVATE KEY-{5}/.test(payload)) {
    return fail(
      'the answer holds a private key; it is not shown here',
      'return the certificate only, and replace that key: it has left its place',
    );
  }
  if (functionError !== undefined) {
    const { summary, fix } = describeFunctionError(payload);
    return fail(summary, fix);
  }
  if (payload.length > MAX_PAYLOAD_CHARACTERS)
    return fail(`the answer has ${showNumber(payload.length)} characters`, RETURN_IT);
  if (payload.trim() === '') return fail('the answer is empty', RETURN_IT);
  const parsed = parse(payload);
  if (parsed === undefined) return fail(`the answer is not JSON: ${showAnswer(payload)}`, RETURN_IT);
  return checkValue(parsed.value, payload);
}

const fail = (summary: string, fix: string): Answer => ({ check: rule.fail(summary, fix) });

function parse(payload: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(payload) };
  } catch {
    return undefined;
  }
}

function checkValue(value: unknown, payload: string): Answer {
  if (value === null) return fail('the answer is null: the handler returns nothing', RETURN_IT);
  if (Array.isArray(value)) return fail(`the answer is an array of ${value.length}, not an object`, RETURN_IT);
  if (typeof value === 'string')
    return fail(describeString(value), `${RETURN_IT}: an object, which Lambda turns into JSON itself`);
  if (typeof value !== 'object') return fail(`the answer is a ${typeof value}, not an object`, RETURN_IT);
  // Own members only: a "__proto__" of the answer must not lend it any.
  const members = new Map<string, unknown>(Object.entries(value));
  if (!members.has(MEMBER)) return fail(describeMissing(members), RETURN_IT);
  if (topLevelNames(payload).filter((name) => name === MEMBER).length > 1) {
    return fail(`the answer has ${MEMBER} more than once`, RETURN_IT);
  }
  const certificatePem = members.get(MEMBER);
  if (typeof certificatePem !== 'string')
    return fail(`${MEMBER} is ${kindOf(certificatePem)}, not a string`, RETURN_IT);
  if (certificatePem.trim() === '') return fail(`${MEMBER} is empty`, RETURN_IT);
  const others = [...members.keys()].filter((name) => name !== MEMBER);
  if (others.length === 0) return { check: rule.ok(`{"${MEMBER}": …}`), certificatePem };
  const named = showNames(others, 3);
  return {
    check: rule.note(
      `besides ${MEMBER} the answer has ${others.length} more: ${named}, which AWS does not mention`,
      RETURN_IT,
    ),
    certificatePem,
  };
}

function describeString(value: string): string {
  if (parse(value) !== undefined) return 'the answer is JSON within a string: it was serialised twice';
  if (value.includes('BEGIN CERTIFICATE')) return 'the answer is the PEM itself, not an object that holds it';
  return `the answer is a string: ${showAnswer(value)}`;
}

function describeMissing(members: ReadonlyMap<string, unknown>): string {
  if (members.has('statusCode') || members.has('body'))
    return `the answer is made for an HTTP gateway (statusCode, body), and has no ${MEMBER}`;
  const names = [...members.keys()];
  if (names.length === 0) return `the answer is an empty object, without ${MEMBER}`;
  const similar = names.find((name) => /cert|pem/i.test(name));
  if (similar !== undefined) return `the answer has "${showAnswer(similar, 40, 0)}" instead of ${MEMBER}`;
  return `the answer has no ${MEMBER}; it has ${showNames(names, 5)}`;
}

/** Together, so that a key that was cut into names is seen as one. */
const showNames = (names: readonly string[], count: number): string =>
  showAnswer(
    names
      .slice(0, count)
      .map((name) => name.slice(0, 40))
      .join(', '),
    40 * count,
  );

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
