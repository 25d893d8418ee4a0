import { AuthorityError } from '../authority-error.ts';
import { awsJsonClient, type SignerTools } from './aws-json-client.ts';
import type { AwsPlace } from './aws-endpoint.ts';
import { parseObject } from '../http/parse-object.ts';
import type { SecretSource } from '../secret-documents.ts';

/**
 * A secret of AWS Secrets Manager, read when it is first needed and kept as long as the environment lives. `T` is what
 * certprov wrote there; a connector checks the members that it uses.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function readSecret<T>(secretName: string, place: AwsPlace, tools: SignerTools = {}): SecretSource<T> {
  const send = awsJsonClient({ service: 'secretsmanager', targetPrefix: 'secretsmanager' }, place, tools);
  let known: Promise<T> | undefined;

  async function fetch(deadline: number): Promise<T> {
    const { SecretString } = await send('GetSecretValue', { SecretId: secretName }, deadline);
    const document = typeof SecretString === 'string' ? parseObject(withLineBreaks(SecretString)) : undefined;
    // Not a word of what is in it.
    if (!document)
      throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the secret ${secretName} is not a JSON object`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked member by member where it is used
    return document as T;
  }

  return {
    read(deadline) {
      known ??= fetch(deadline).catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    forget() {
      known = undefined;
    },
  };
}

/** PEM that was pasted into a field of the console has blanks where its lines ended; in JSON, `\n` stands for those. */
const withLineBreaks = (json: string): string =>
  json.replace(/(?<=(?:KEY|CERTIFICATE)-----) [\w+/= ]+/g, (body) => body.replaceAll(' ', '\\n'));
