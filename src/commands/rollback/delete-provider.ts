import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import type { Progress } from '../../terminal/output.ts';
import { returnFailed, showFailingReturn } from './failing-return.ts';
import type { ReturnSituation } from './return-situation.ts';

/** What is known of the provider that goes; all that a return needs. */
export type Switched = Pick<CertificateProvider, 'certificateProviderName' | 'lambdaFunctionArn'>;

export interface DeletionOrder {
  /** Asked again before each attempt: whose it is must be known when it is deleted. */
  readonly find: () => Promise<Switched>;
  /** For the words, also when `find` fails. */
  readonly providerName: string;
  readonly situation: ReturnSituation;
  /** The deletion is on its way. */
  readonly onAsked: () => void;
}

/** How often it tries again in the time that it has. */
const TRIES = 20;

/**
 * Deletes the provider. While it may not, it says so at once and goes on trying for a minute: a permission is given, a
 * network comes back, somebody else has deleted it. A signal ends the trying.
 */
export async function deleteProvider(order: DeletionOrder, context: ChangingContext): Promise<Switched> {
  const { output, returnSeconds } = context;
  const { providerName, situation } = order;
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const stop = stopOf(context);

  const label = `iot:DeleteCertificateProvider    ${providerName}`;
  const first = output.progress(label);
  let outcome = await attempt(order, first, context);
  if (!outcome.error) {
    first.succeed(label);
    return outcome.deleted;
  }
  first.fail(label);
  let isThere = await isStillThere(providerName, context);
  if (outcome.found && isThere === false) return outcome.found;
  const left = (): number => Math.ceil(returnSeconds - elapsed());
  const shown = { error: outcome.error, providerName, situation, isThere, leftSeconds: Math.max(0, left()) };
  showFailingReturn(shown, context);

  let attempts = 1;
  const again = output.progress('trying again');
  while (outcome.error && left() > 0 && !stop.aborted) {
    again.update(`trying again for ${left()} s: ${label} (Ctrl-C stops)`);
    await sleep((returnSeconds * 1000) / TRIES, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    outcome = await context.quietly(() => attempt(order, again, context));
    attempts += 1;
  }
  if (!outcome.error) {
    again.succeed(`${label}, at attempt ${attempts}`);
    return outcome.deleted;
  }
  const { error, found } = outcome;
  again.fail(`tried ${attempts} times: ${label}`);
  isThere = await isStillThere(providerName, context);
  if (found && isThere === false) return found;
  throw returnFailed({ error, providerName, situation, attempts, seconds: Math.round(elapsed()), isThere }, context);
}

type Attempt =
  | { readonly deleted: Switched; readonly error?: undefined }
  | { readonly error: CertprovError; readonly found: Switched | undefined };

/** What AWS or the way to it does can pass; whose a provider is does not. */
async function attempt(
  { find, onAsked }: DeletionOrder,
  progress: Progress,
  { writer }: ChangingContext,
): Promise<Attempt> {
  let found: Switched | undefined;
  try {
    found = await find();
    onAsked();
    await writer.deleteCertificateProvider(found.certificateProviderName);
    return { deleted: found };
  } catch (error) {
    if (error instanceof CertprovError && error.code.startsWith('AWS_')) return { error, found };
    progress.fail('the certificate provider was not deleted');
    throw error;
  }
}

/** A request whose answer was lost may have been carried out: then the account is asked. Undefined: nobody knows. */
async function isStillThere(name: string, { reader, changes }: ChangingContext): Promise<boolean | undefined> {
  if (!changes.mayHaveDone('DeleteCertificateProvider')) return true;
  try {
    return (await reader.listCertificateProviders()).some((p) => p.certificateProviderName === name);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return undefined;
  }
}

/** A signal that comes while it tries; the one that led to the return is none. */
function stopOf({ interrupt }: ReadingContext): AbortSignal {
  return interrupt.signal.aborted ? new AbortController().signal : interrupt.signal;
}
