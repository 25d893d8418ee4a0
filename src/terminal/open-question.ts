import { CertprovError, cancelled } from '../errors.ts';
import type { PrompterOptions } from './prompter.ts';

/** While a question is open: its signal, and what ends it without an answer. */
export interface OpenQuestion {
  readonly signal: AbortSignal;
  readonly fail: (reason: unknown) => void;
}

/**
 * Asks one question. It ends with an answer, with the reason it failed for, or as cancelled: by the program's signal, by
 * Ctrl-C, by Ctrl-D, or because the terminal is gone.
 */
export async function askOpenly<A>(
  { stdin, interrupt }: Pick<PrompterOptions, 'stdin' | 'interrupt'>,
  ask: (question: OpenQuestion) => Promise<A>,
): Promise<A> {
  const { signal } = interrupt;
  if (signal.aborted) throw reasonOf(signal);
  const controller = new AbortController();
  const stop = () => controller.abort(cancelled());
  const follow = () => controller.abort(reasonOf(signal));
  // readline closes itself on Ctrl-D and tells nobody that waits for an answer.
  const onKey = (_text: string | undefined, key: { name?: string; ctrl?: boolean } | undefined) => {
    if (key?.ctrl && key.name === 'd') stop();
  };
  signal.addEventListener('abort', follow);
  process.on('SIGINT', stop);
  stdin.on('keypress', onKey).on('end', stop).on('close', stop).on('error', stop);
  try {
    return await interrupt.section(() =>
      ask({ signal: controller.signal, fail: (reason) => controller.abort(reason) }),
    );
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    // Inquirer's errors carry their kind in the name; its classes exist once per copy of the package.
    if (error instanceof Error && error.name === 'ExitPromptError') throw cancelled();
    throw error;
  } finally {
    signal.removeEventListener('abort', follow);
    process.off('SIGINT', stop);
    stdin.off('keypress', onKey).off('end', stop).off('close', stop).off('error', stop);
  }
}

const reasonOf = (signal: AbortSignal): CertprovError =>
  signal.reason instanceof CertprovError ? signal.reason : cancelled();
