import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const KEYS = {
  enter: '\r',
  up: '\u001B[A',
  down: '\u001B[B',
  'page-down': '\u001B[6~',
  end: '\u001B[F',
  tab: '\t',
  backspace: '\u007F',
  escape: '\u001B',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-z': '\u001A',
} as const;

/**
 * On Ctrl-C a terminal sends the signal first and then drops the output that nobody has read yet; on a busy machine that
 * can be what the program says about the signal. `noflsh` keeps it.
 */
const KEEP_OUTPUT = 'stty noflsh; exec "$0" "$@"';

export type Key = keyof typeof KEYS;

export interface TerminalOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** The whole environment; TERM, PATH and a UTF-8 locale are added unless they are given. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly columns?: number;
  readonly rows?: number;
  /** How long `waitFor` waits before it fails; generous, for machines that do other work too. */
  readonly patienceMs?: number;
}

export interface Exit {
  readonly exitCode: number;
  readonly signal?: number;
}

/** A program in a real pseudo-terminal, and the screen as a person sees it. */
export interface OpenTerminal {
  readonly exited: Promise<Exit>;
  readonly pid: number;
  /**
   * Resolves as soon as the visible screen matches, with the lines that did: a program that still draws may be in the
   * middle of its next picture when `screen` is read. Fails with the screen when none matches in time or the program ends.
   */
  waitFor(pattern: RegExp | string): Promise<readonly string[]>;
  /** As `waitFor`, with a condition on the lines of the screen. */
  waitUntil(condition: (screen: readonly string[]) => boolean, what: string): Promise<readonly string[]>;
  type(text: string): void;
  press(...keys: readonly Key[]): void;
  resize(columns: number, rows?: number): void;
  /** The visible lines, without the empty ones at the end. */
  screen(): string[];
  /** All lines since the start, those that have scrolled away first. */
  scrollback(): string[];
  /** Lines that were too long for the terminal, so that it broke them; each with the line that goes on. */
  torn(): string[];
  /** Every byte the program has written, as text. */
  raw(): string;
  isCursorVisible(): boolean;
  kill(signal?: NodeJS.Signals): void;
  /** Closes the terminal itself, as its window or a lost connection would. */
  hangUp(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openTerminal(options: TerminalOptions): Promise<OpenTerminal> {
  const { command, args = [], env = {}, cwd, columns = 80, rows = 24, patienceMs = 60_000 } = options;
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
  const child = pty.spawn('/bin/sh', ['-c', KEEP_OUTPUT, command, ...args], {
    name: env['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...env },
  });
  const drawn = new Set<() => void>();
  let raw = '';
  let isOver = false;
  child.onData((text) => {
    raw += text;
    screen.write(text, () => drawn.forEach((look) => look()));
  });
  const exited = new Promise<Exit>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      // The last bytes may still be on their way into the screen.
      screen.write('', () => {
        isOver = true;
        drawn.forEach((look) => look());
        resolve(signal ? { exitCode, signal } : { exitCode });
      });
    });
  });

  const lines = (from: number): string[] => {
    const { active } = screen.buffer;
    const all = Array.from({ length: active.length - from }, (_, row) =>
      (active.getLine(from + row)?.translateToString(true) ?? '').trimEnd(),
    );
    return all.slice(0, all.findLastIndex((line) => line !== '') + 1);
  };
  const visible = () => lines(screen.buffer.active.baseY);

  const waitUntil = (condition: (screen: readonly string[]) => boolean, what: string) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const end = (settle: () => void) => {
        drawn.delete(look);
        clearTimeout(deadline);
        settle();
      };
      const fail = (why: string) =>
        end(() => reject(new Error(`${why} waiting for ${what}; the screen was:\n${visible().join('\n')}`)));
      const look = () => {
        const shown = visible();
        if (condition(shown)) end(() => resolve(shown));
        else if (isOver) fail('the program ended while');
      };
      const deadline = setTimeout(() => fail(`${patienceMs} ms passed`), patienceMs);
      drawn.add(look);
      look();
    });

  return {
    exited,
    pid: child.pid,
    waitUntil,
    waitFor: (pattern) =>
      waitUntil((shown) => {
        const text = shown.join('\n');
        return typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
      }, String(pattern)),
    type: (text) => child.write(text),
    press: (...keys) => keys.forEach((key) => child.write(KEYS[key])),
    resize: (toColumns, toRows = rows) => {
      screen.resize(toColumns, toRows);
      child.resize(toColumns, toRows);
    },
    screen: visible,
    scrollback: () => lines(0),
    torn: () => {
      const { active } = screen.buffer;
      const text = (row: number) => active.getLine(row)?.translateToString(true) ?? '';
      return Array.from({ length: active.length }, (_, row) => row)
        .filter((row) => active.getLine(row)?.isWrapped)
        .map((row) => `${text(row - 1)}⏎${text(row)}`);
    },
    raw: () => raw,
    // DECTCEM: the last of the two decides.
    isCursorVisible: () => raw.lastIndexOf('\u001B[?25h') >= raw.lastIndexOf('\u001B[?25l'),
    kill: (signal = 'SIGTERM') => child.kill(signal),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a member that the package's types leave out
    hangUp: () => (child as unknown as { destroy(): void }).destroy(),
    [Symbol.asyncDispose]: async () => {
      if (!isOver) child.kill('SIGKILL');
      await exited;
      screen.dispose();
    },
  };
}
