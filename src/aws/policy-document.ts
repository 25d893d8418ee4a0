import { CertprovError } from '../errors.ts';
import type { PolicyDocument, PolicyStatement } from './ports/ports.ts';

/** AWS also accepts one statement without an array around it. */
export function parsePolicyDocument(text: string, action: string): PolicyDocument {
  try {
    const document: unknown = JSON.parse(text);
    if (isRecord(document) && document['Statement'] !== undefined) {
      const { Version: version = '2008-10-17', Statement: statement } = document;
      if (typeof version === 'string') return { Version: version, Statement: [statement].flat().map(readStatement) };
    }
  } catch (error) {
    throw unreadable(action, error);
  }
  throw unreadable(action);
}

/** Members that certprov looks into; the rest is kept as it came. */
function readStatement(statement: unknown): PolicyStatement {
  if (!isRecord(statement)) throw new Error('a statement is no object');
  const { Sid: sid, Effect: effect, Action: action, Resource: resource, Condition: condition } = statement;
  if (sid !== undefined && typeof sid !== 'string') throw new Error('a Sid is no text');
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error('an Effect is neither Allow nor Deny');
  for (const names of [action, resource]) {
    if (names !== undefined && ![names].flat().every((name) => typeof name === 'string'))
      throw new Error('an Action or a Resource is no text');
  }
  return condition === undefined
    ? (statement as unknown as PolicyStatement)
    : ({ ...statement, Condition: readCondition(condition) } as unknown as PolicyStatement);
}

/** `true` and `7` may stand there without quotation marks, and mean the same. */
function readCondition(condition: unknown): PolicyStatement['Condition'] {
  if (!isRecord(condition)) throw new Error('a Condition is no object');
  return mapValues(condition, (keys) => {
    if (!isRecord(keys)) throw new Error('an operator of a Condition has no keys');
    return mapValues(keys, (values) => {
      const texts = [values].flat().map((value) => {
        if (typeof value === 'string') return value;
        if (typeof value === 'number' || typeof value === 'boolean') return String(value);
        throw new Error('a value of a Condition is no text');
      });
      return Array.isArray(values) ? texts : (texts[0] ?? '');
    });
  });
}

const mapValues = <T>(record: Readonly<Record<string, unknown>>, change: (value: unknown) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** IAM returns policies percent-encoded (RFC 3986). */
export function parseEncodedPolicyDocument(text: string, action: string): PolicyDocument {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch (error) {
    throw unreadable(action, error);
  }
  return parsePolicyDocument(decoded, action);
}

const unreadable = (action: string, cause?: unknown): CertprovError =>
  new CertprovError('AWS_NOT_AWS', `${action}: the policy in the answer cannot be read`, {
    details: { action, definite: false },
    cause,
  });
