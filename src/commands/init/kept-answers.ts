import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadingContext } from '../../context.ts';
import type { KeptAnswer } from '../../terminal/interview/asking-prompter.ts';

interface KeptAnswers {
  readonly at: Date;
  readonly answers: readonly KeptAnswer[];
}

type Whose = Pick<ReadingContext, 'home' | 'place'>;

const folderOf = ({ home, place }: Whose): string => join(home, 'answers', `${place.account}-${place.region}`);
const NAME = 'init.json';

/** What an earlier `init` of this account and Region was answered, and did not come to its end with. */
export async function readAnswers(whose: Whose): Promise<KeptAnswers | undefined> {
  const text = await readFile(join(folderOf(whose), NAME), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { at, answers } = Object(JSON.parse(text)) as { readonly at?: unknown; readonly answers?: unknown };
    if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !Array.isArray(answers)) return undefined;
    const kept = answers.flatMap(asAnswer);
    return kept.some(({ isStop }) => !isStop) ? { at: new Date(at), answers: kept } : undefined;
  } catch {
    // They only save typing: what cannot be read is asked again.
    return undefined;
  }
}

function asAnswer(entry: unknown): KeptAnswer[] {
  const { question, flag, message, answer, shown, isStop } = Object(entry) as Partial<
    Record<keyof KeptAnswer, unknown>
  >;
  const isWhole = [question, flag, message, answer, shown].every((text) => typeof text === 'string');
  if (!isWhole) return [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at in the line above
  const texts = { question, flag, message, answer, shown } as KeptAnswer;
  return [isStop === true ? { ...texts, isStop } : texts];
}

/**
 * For the next `init`. At once and in one piece, since the program may be ending by a signal; where it cannot be written,
 * everything is asked again.
 */
export function keepAnswers(answers: readonly KeptAnswer[], whose: Whose, now: Date): void {
  if (answers.length === 0) return;
  const folder = folderOf(whose);
  const file = join(folder, NAME);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify({ at: now.toISOString(), answers }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // Said nowhere: nothing depends on it.
  }
}

export function forgetAnswers(whose: Whose): void {
  try {
    rmSync(join(folderOf(whose), NAME), { force: true });
  } catch {
    // They are asked about, and can be refused.
  }
}
