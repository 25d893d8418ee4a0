import { ServiceError } from '../service.ts';

const WHOLE_MESSAGE = /^\s*select\s+\*\s+from\s+'([^']*)'\s*$/i;

/**
 * The topic filter of a rule that takes messages as they are, which is all that the sandbox carries out of AWS's SQL.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
 */
export function topicFilterOf(sql: string): string {
  if (!/^\s*select\s+\S/i.test(sql)) throw sqlParse(`a rule begins with SELECT: ${sql}`);
  const filter = WHOLE_MESSAGE.exec(sql)?.[1];
  if (filter === undefined) {
    throw new ServiceError(
      'NotImplemented',
      501,
      `the sandbox account carries out SELECT * FROM 'topic filter' only, and not: ${sql}`,
    );
  }
  if (!isTopicFilter(filter)) throw sqlParse(`not a topic filter: '${filter}'`);
  return filter;
}

/** MQTT 3.1.1 §4.7: a wildcard is a level of its own, and `#` the last one. */
function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/');
  const isLevel = (level: string, index: number): boolean =>
    level === '+' || (level === '#' && index === levels.length - 1) || !/[+#]/.test(level);
  return filter !== '' && levels.every(isLevel);
}

const sqlParse = (message: string): ServiceError => new ServiceError('SqlParseException', 400, message);
