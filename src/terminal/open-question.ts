import { CertprovError, cancelled } from '../errors.ts';
import { GoBack } from './go-back.ts';
import type { PrompterOptions } from './prompter.ts';
import { canStop, stopJob } from './stop-job.ts';

/** While a question is open: its signal, and what ends it without an answer. */
export interface OpenQuestion {
  readonly signal: AbortSignal;
  readonly fail: (reason: unknown) => void;
}

interface AskOptions extends Pick<PrompterOptions, 'stdin' | 'interrupt'> {
  /** Says why the question is not there now. */
  readonly say: (why: string) => void;
  /** The program was stopped by somebody else: lines of a shell stand where the question was drawn. */
  readonly makeRoom: () => void;
  /** Esc ends it with `GoBack`. */
  readonly canGoBack?: boolean | undefined;
}

type Ask<A> = (question: OpenQuestion) => Promise<A>;

/** Ends a question that will be asked again: by Ctrl-Z, or because the program was stopped and goes on. */
class AskedAgain {
  readonly isKey: boolean;

  constructor(isKey: boolean) {
    this.isKey = isKey;
  }
}

/**
 * Asks one question. It ends with an answer, with the reason it failed for, or as cancelled: by the program's signal, by
 * Ctrl-C, by Ctrl-D, or because the terminal is gone. Ctrl-Z stops the program, and `fg` asks the question again.
 */
export async function askOpenly<A>(options: AskOptions, ask: Ask<A>): Promise<A> {
  const { interrupt, say } = options;
  return interrupt.section(async () => {
    for (;;) {
      if (interrupt.signal.aborted) throw reasonOf(interrupt.signal);
      const outcome = await askOnce(options, ask);
      if (!(outcome instanceof AskedAgain)) return outcome.answer;
      if (!outcome.isKey) continue;
      say('stopped: fg goes on');
      if (!(await stopJob())) say('not stopped: no shell here could take over');
    }
  });
}

async function askOnce<A>(
  { stdin, interrupt: { signal }, makeRoom, canGoBack = false }: AskOptions,
  ask: Ask<A>,
): Promise<{ readonly answer: A } | AskedAgain> {
  const controller = new AbortController();
  const stop = () => controller.abort(cancelled());
  const follow = () => controller.abort(reasonOf(signal));
  const again = (isKey: boolean) => controller.abort(new AskedAgain(isKey));
  // The terminal is no longer in the mode of the question, and what stood there may have scrolled away.
  const onContinue = () => {
    makeRoom();
    again(false);
  };
  const onKey = (_text: string | undefined, key: { name?: string; ctrl?: boolean } | undefined) => {
    if (canGoBack && key?.name === 'escape') controller.abort(new GoBack());
    if (!key?.ctrl) return;
    // readline closes itself on Ctrl-D and tells nobody that waits for an answer.
    if (key.name === 'd') stop();
    if (key.name === 'z' && canStop) {
      // On this key readline would stop the program itself, without those who called it, and read no key when it goes on.
      key.name = 'stop';
      again(true);
    }
  };
  signal.addEventListener('abort', follow);
  process.on('SIGINT', stop).on('SIGCONT', onContinue);
  // Before readline, which sees the keys in the same order.
  stdin.prependListener('keypress', onKey);
  stdin.on('end', stop).on('close', stop).on('error', stop);
  try {
    return { answer: await ask({ signal: controller.signal, fail: (reason) => controller.abort(reason) }) };
  } catch (error) {
    if (controller.signal.aborted) {
      const reason: unknown = controller.signal.reason;
      if (reason instanceof AskedAgain) return reason;
      throw reason;
    }
    // Inquirer's errors carry their kind in the name; its classes exist once per copy of the package.
    if (error instanceof Error && error.name === 'ExitPromptError') throw cancelled();
    throw error;
  } finally {
    signal.removeEventListener('abort', follow);
    process.off('SIGINT', stop).off('SIGCONT', onContinue);
    stdin.off('keypress', onKey).off('end', stop).off('close', stop).off('error', stop);
  }
}

const reasonOf = (signal: AbortSignal): CertprovError =>
  signal.reason instanceof CertprovError ? signal.reason : cancelled();
