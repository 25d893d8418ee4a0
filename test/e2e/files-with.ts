import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';

/** Of certprov's state folder, without the operator's own files and the sandbox account itself: those that hold it. */
export function filesWith({ home }: Account, pattern: RegExp): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(journal|authorities|locks)/.test(name) || name.endsWith('requests.jsonl'))
    .map((name) => join(home, name))
    .filter((path) => statSync(path).isFile() && pattern.test(readFileSync(path, 'utf8')));
}
