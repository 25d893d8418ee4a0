import { basename } from 'node:path';
import type { Credentials } from '../connection/connection.ts';
import { expired, type Fault, missing } from './source-fault.ts';
import { type ProcessEnd, ProcessTooSlow, runCredentialProcess, splitWords } from './run-credential-process.ts';
import { saidByProcess } from './said-by-process.ts';
import type { SourceTools } from './source-tools.ts';

const FIX = 'run the command of its credential_process yourself and see what it says, then run the same command again';

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
export async function processCredentials(profile: string, command: string, tools: Waiting): Promise<Credentials> {
  const { words, end } = await run(profile, command, tools);
  const said = saidByProcess(end.stderr, words);
  const saying = said === '' ? ', and said nothing on standard error' : `: ${said}`;
  if (end.exitCode !== 0) {
    const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.exitCode}`;
    throw failed(`its credential_process ${how}${saying}`, end);
  }
  return credentialsOf(end.stdout);
}

type Waiting = Pick<SourceTools, 'timeouts' | 'onSlowSource'>;

async function run(
  profile: string,
  command: string,
  { timeouts: { processNoticeMs: noticeMs, processMs: limitMs }, onSlowSource }: Waiting,
): Promise<{ readonly words: readonly string[]; readonly end: ProcessEnd }> {
  // The program without its arguments, one of which may be a password.
  let program = basename(command.trim().split(/\s/)[0] ?? '');
  try {
    const words = splitWords(command);
    program = basename(words[0] ?? '');
    const onSlow = (): void => onSlowSource?.(`the credential_process of profile "${profile}" (${program})`);
    return { words, end: await runCredentialProcess(command, { noticeMs, limitMs, onSlow }) };
  } catch (error) {
    if (error instanceof ProcessTooSlow)
      throw failed(`its credential_process (${program}) did not end within ${spanOf(limitMs)}, and was stopped`);
    // Node.js's own message repeats the command line.
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    const why = code === 'ENOENT' ? `there is no program ${program}` : (code ?? 'its command cannot be read');
    throw failed(`its credential_process could not be started: ${why}`);
  }
}

const spanOf = (ms: number): string => (ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} minutes`);

function credentialsOf(stdout: string): Credentials {
  const answer = document(stdout);
  const text = (key: string): string | undefined => {
    const value = answer[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  if (answer['Version'] !== 1) throw failed('its credential_process answers in another version than 1');
  const [accessKeyId, secretAccessKey] = [text('AccessKeyId'), text('SecretAccessKey')];
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw failed('its credential_process answers without an AccessKeyId or a SecretAccessKey');
  const sessionToken = text('SessionToken');
  const until = text('Expiration');
  const expiration = until === undefined ? undefined : new Date(until);
  if (expiration && Number.isNaN(expiration.getTime()))
    throw failed('its credential_process answers with an Expiration that is not a time');
  if (expiration && expiration.getTime() <= Date.now())
    throw expired(`its credential_process gave credentials that ended at ${expiration.toISOString()}`);
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), ...(expiration && { expiration }) };
}

function document(stdout: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(stdout);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The parser's message would quote part of the answer, which may be a key.
  }
  throw failed('its credential_process did not answer with one JSON document');
}

const failed = (reason: string, end?: ProcessEnd): Fault =>
  missing(reason, FIX, { exitCode: end?.exitCode ?? undefined });
