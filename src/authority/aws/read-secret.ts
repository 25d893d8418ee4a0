import { AuthorityError } from '../authority-error.ts';
import { awsJsonClient, type SignerTools } from './aws-json-client.ts';
import type { AwsPlace } from './aws-endpoint.ts';
import { systemClock } from '../clock.ts';
import { parseObject } from '../http/parse-object.ts';
import type { SecretSource } from '../secret-documents.ts';

/** Somebody may rotate it at any time, and an environment lives for hours. */
const LIFE_MS = 5 * 60_000;
/** Refusals come in crowds; what was read a moment ago is not read again for each of them. */
const FRESH_MS = 1_000;

/** What no later attempt mends by itself; anything else is no reason to throw away a value that worked. */
const FINAL: readonly string[] = ['AUTHORITY_ACCESS_DENIED', 'AUTHORITY_NOT_FOUND', 'AUTHORITY_ANSWER_INVALID'];

/**
 * A secret of AWS Secrets Manager, kept for five minutes. A value that has not changed is the same object again, so that
 * what was made of it can stay. `T` is what certprov wrote there; a connector checks the members that it uses.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function readSecret<T>(secretName: string, place: AwsPlace, tools: SignerTools = {}): SecretSource<T> {
  const { clock = systemClock } = tools;
  const send = awsJsonClient({ service: 'secretsmanager', targetPrefix: 'secretsmanager' }, place, tools);
  let known: { readonly at: number; readonly value: Promise<T> } | undefined;
  let last: { readonly text: string; readonly document: T } | undefined;

  async function fetch(deadline: number): Promise<T> {
    const { SecretString } = await send('GetSecretValue', { SecretId: secretName }, deadline);
    if (last !== undefined && last.text === SecretString) return last.document;
    const document = typeof SecretString === 'string' ? parseObject(withLineBreaks(SecretString)) : undefined;
    // Not a word of what is in it.
    if (!document)
      throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the secret ${secretName} is not a JSON object`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked member by member where it is used
    last = { text: String(SecretString), document: document as T };
    return last.document;
  }

  function ask(deadline: number): Promise<T> {
    const asked = { at: clock.now(), value: fetch(deadline) };
    const before = last?.document;
    asked.value = asked.value.catch((error: unknown) => {
      if (known === asked) known = undefined;
      if (before === undefined || (error instanceof AuthorityError && FINAL.includes(error.code))) throw error;
      return before;
    });
    known = asked;
    return asked.value;
  }

  return {
    read: (deadline) => (known && clock.now() - known.at < LIFE_MS ? known.value : ask(deadline)),
    forget() {
      if (known && clock.now() - known.at >= FRESH_MS) known = undefined;
    },
  };
}

/**
 * PEM that was pasted into a field of the console has blanks where its lines ended, or the line breaks themselves, or
 * theirs escaped twice, with the quotes of the JSON that it came from; in JSON, `\n` stands for all of those.
 */
const withLineBreaks = (json: string): string =>
  json
    .replace(/\\"(?=-----B)/g, '')
    .replace(/(?<=(?:KEY|CERTIFICATE)-----)(?:[\w+/=\s]|\\\\?[nr])+/g, (body) => body.replace(BREAKS, '\\n'))
    .replace(/(?<=-----)(?:\s|\\\\?[nr]|\\")+(?="|-----)/g, '\\n');
const BREAKS = /(?:\s|\\\\?[nr])+/g;
