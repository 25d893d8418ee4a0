import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Account, PLACE } from '../e2e/account.ts';
import { startExternalCa } from '../e2e/external-server.ts';
import { effectsIn, QUESTIONS, walkFromShell, walkTo } from '../e2e/walk.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';
import { externalQuestions } from './questions/external-questions.ts';
import { initQuestions } from './questions/init-questions.ts';
import { otherQuestions } from './questions/other-questions.ts';
import { choose } from './questions/question.ts';
import { expectLeft, expectStopped, NOTHING_CHANGED, shown } from './stopped.ts';

const TABLE = 'Signals at questions';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const canFindChildren = process.platform === 'linux';

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);
const shared = await seeded.after(['sandbox', 'reset', '--like', 'shared-ca']);
const withCa = await seeded.after(({ home }) => [
  ...'ca create --sandbox --yes --subject CN=Own --out'.split(' '),
  `${home}/own.pem`,
]);
const prepared = await enabled.after(['rollback', '--sandbox', '--yes']);
const ca = await startExternalCa();
afterAll(() => ca[Symbol.asyncDispose]());

const asking = [
  ...initQuestions({ seeded, shared, prepared }),
  ...externalQuestions(seeded, withCa, ca),
  ...otherQuestions({ seeded, enabled, withCa }),
];

const SWITCHED_ON = ['--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256', '--confirm', PLACE];
/** Behind a first signal, and so in no walk. */
const WHAT_NOW = choose('', 'The switch is on and not proven yet. What now?');

const childOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').at(-1));

describe.concurrent('a signal at a question', () => {
  for (const [i, signal] of SIGNALS.entries()) {
    if (!canFindChildren) {
      for (const { column } of asking) leavesCellEmpty({ table: TABLE, row: signal, column }, 'only on Linux');
      continue;
    }
    for (const [nth, { name }] of QUESTIONS.entries())
      provesCell({
        table: TABLE,
        row: signal,
        column: 'init',
        what: name,
        isShort: nth % SIGNALS.length === i && nth >= SIGNALS.length,
        prove: async () => {
          const account = seeded.copy();
          await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
          await walkTo(name, terminal);
          process.kill(childOf(terminal.pid), signal);
          await expectLeft(name, terminal, account, seeded);
          return '130, as said, both ways open';
        },
      });
    provesCell({
      table: TABLE,
      row: signal,
      column: 'init with canary',
      what: 'What now?',
      isShort: signal === 'SIGHUP',
      prove: async () => {
        const account = seeded.copy();
        account.set({ propagationMs: 60_000 });
        await using terminal = await walkFromShell(account, ['init', '--sandbox', ...SWITCHED_ON]);
        await terminal.waitFor(/canary: another CA still signs/);
        terminal.press('ctrl-c');
        await terminal.waitFor(WHAT_NOW.ready);
        process.kill(childOf(terminal.pid), signal);
        await expectStopped(terminal);
        expect(shown(terminal)).toMatch(/^✗ stopped by the operator\n {2}AWS signs again; the switch was on for/m);
        expect(await effectsIn(account)).toEqual([]);
        return '130, AWS signs again';
      },
    });
    const told = new Set<string>();
    for (const { column, before, args, env, questions } of asking)
      for (const [last, { name }] of questions(before).entries()) {
        if (name === undefined) continue;
        const isFirst = !told.has(column);
        told.add(column);
        provesCell({
          table: TABLE,
          row: signal,
          column,
          what: name,
          isShort: isFirst && column !== 'init' && told.size % SIGNALS.length === i,
          prove: async () => {
            const account = before.copy();
            await using terminal = await walkFromShell(account, args(account), { env: env ?? {} });
            for (const [at, { ready, answer }] of questions(account).entries()) {
              await terminal.waitFor(ready);
              if (at === last) break;
              terminal.type(answer);
            }
            process.kill(childOf(terminal.pid), signal);
            await expectStopped(terminal);
            // Below the question, and not in its place.
            expect(shown(terminal)).toMatch(NOTHING_CHANGED);
            expect(await account.snapshot()).toEqual(await before.snapshot());
            return '130, nothing changed';
          },
        });
      }
  }
});

/** Where a question's words stand in the source, be it in the call that asks or in what is given to it. */
const WORDS = /(?:message: |askServerUrl\(\s*flags,\s*|\bask(?:ed)?\('--[\w-]+', )(?:flags\.\w+, )?(["'`])(.+?)\1/g;

function wordsOfQuestions(): string[] {
  const src = join(import.meta.dirname, '..', '..', 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/^(?:sandbox|terminal)\b/.test(path))
    .map((path) => readFileSync(join(src, path), 'utf8'))
    .filter((text) => /\bprompter\b|\bQUESTIONS\b/.test(text))
    .flatMap((text) => [...text.matchAll(WORDS)].map(([, , words]) => words!));
}

/** What a question begins with, as far as it is the same for everybody. */
const beginningOf = ({ source }: RegExp): string => /^\^\\\? ([^\\[(]+)/.exec(source)?.[1] ?? '';

it('is tried at every question that there is', () => {
  const ready = [WHAT_NOW, ...QUESTIONS, ...asking.flatMap(({ before, questions }) => questions(before))];
  const walked = ready.map((question) => beginningOf(question.ready)).filter((beginning) => beginning !== '');
  const words = wordsOfQuestions();
  const missed = words.filter((text) => {
    const beginning = text.split('${')[0]!;
    return !walked.some((known) => beginning.startsWith(known) || (known.startsWith(beginning) && beginning !== ''));
  });
  expect(missed).toEqual([]);
  expect(words.length).toBeGreaterThanOrEqual(40);
});
