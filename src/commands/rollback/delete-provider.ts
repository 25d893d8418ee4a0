import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateProvider, Deletion } from '../../aws/ports/ports.ts';
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
  /** False as long as nobody has seen it on: AWS did not answer the request that should make it. */
  readonly wasOn: () => boolean;
  /** The deletion is on its way. */
  readonly onAsked: () => void;
}

/** What the deletion came to. Only `deleted` is a deletion that deleted something. */
export interface ProviderDeletion {
  readonly provider: Switched;
  readonly deletion: Deletion;
  /** How often it was asked for; once when absent. */
  readonly attempts?: number;
}

export const deletionLabel = (providerName: string): string => `iot:DeleteCertificateProvider    ${providerName}`;

/** How often it tries again in the time that it has. */
const TRIES = 20;

/**
 * Deletes the provider. While it may not, it says so at once and goes on trying for a minute: a permission is given, a
 * network comes back, somebody else has deleted it. A signal ends the trying.
 */
export async function deleteProvider(order: DeletionOrder, context: ChangingContext): Promise<ProviderDeletion> {
  const { output, returnSeconds } = context;
  const { providerName, situation } = order;
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const stop = stopOf(context);

  const label = deletionLabel(providerName);
  const first = output.progress(label);
  let outcome = await attempt(order, first, context);
  if (!outcome.error) {
    sayDeletion(first, label, outcome.deletion);
    return outcome;
  }
  first.fail(label);
  let isThere = await isStillThere(order, context);
  if (outcome.found && isThere === false) return notThere(outcome.found, context);
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
    sayDeletion(again, `${label}, at attempt ${attempts}`, outcome.deletion);
    return { ...outcome, attempts };
  }
  const { error, found } = outcome;
  again.fail(`tried ${attempts} times: ${label}`);
  isThere = await isStillThere(order, context);
  if (found && isThere === false) return notThere(found, context);
  throw returnFailed({ error, providerName, situation, attempts, seconds: Math.round(elapsed()), isThere }, context);
}

type Attempt =
  | (ProviderDeletion & { readonly error?: undefined })
  | { readonly error: CertprovError; readonly found: Switched | undefined };

/** A failure of AWS or of the network can pass; that a provider is somebody else's does not. */
async function attempt(
  { find, onAsked }: DeletionOrder,
  progress: Progress,
  context: ChangingContext,
): Promise<Attempt> {
  const { writer, changes } = context;
  let found: Switched | undefined;
  try {
    found = await find();
    onAsked();
    const wasLost = changes.mayHaveDone(DELETE);
    const deletion = await writer.deleteCertificateProvider(found.certificateProviderName);
    // An attempt before this one may be what deleted it.
    return { provider: found, deletion: deletion === 'absent' && wasLost ? 'unsure' : deletion };
  } catch (error) {
    if (error instanceof CertprovError && error.code.startsWith('AWS_')) return { error, found };
    progress.fail('the certificate provider was not deleted');
    throw error;
  }
}

/** A tick stands for a deletion that deleted something. */
function sayDeletion(progress: Progress, label: string, deletion: Deletion): void {
  if (deletion === 'deleted') progress.succeed(label);
  else progress.warn(`${label}: AWS says that it is not there`);
}

/** No attempt was answered with a yes, and the account lists none. */
const notThere = (provider: Switched, { changes }: ChangingContext): ProviderDeletion => ({
  provider,
  deletion: changes.mayHaveDone(DELETE) ? 'unsure' : 'absent',
});

/** A request whose answer was lost may have been carried out: then the account is asked. Undefined: nobody knows. */
async function isStillThere(
  { providerName, wasOn }: DeletionOrder,
  { reader, changes }: ChangingContext,
): Promise<boolean | undefined> {
  if (wasOn() && !changes.mayHaveDone(DELETE)) return true;
  try {
    return (await reader.certificateProviderNames()).includes(providerName);
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return undefined;
  }
}

/** As ChangesSent counts it. */
const DELETE = 'DeleteCertificateProvider';

/** A signal that comes while it tries; the one that led to the return is none. */
export function stopOf({ interrupt }: ReadingContext): AbortSignal {
  return interrupt.signal.aborted ? new AbortController().signal : interrupt.signal;
}
