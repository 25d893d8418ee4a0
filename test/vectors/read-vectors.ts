import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/local/package-root.ts';

export const VECTORS = join(packageRoot(), 'test', 'vectors');

/** Within the validity of everything in `index.json`, but for what is there because it is not valid. */
export const VECTORS_NOW = new Date('2026-11-30T18:00:00Z');

export interface Vector {
  readonly id: string;
  /** `answer`: what a function returned for `csr`, judged with the linked CA in `ca`. `csr`: a request. */
  readonly kind: 'answer' | 'csr';
  /** These three are relative to `VECTORS`. */
  readonly file: string;
  readonly csr: string;
  readonly ca?: string;
  readonly expected: 'accept' | 'accept-or-warn' | 'warn' | 'warn-or-reject' | 'reject-or-warn' | 'reject';
  readonly why: string;
}

export const readVectors = (): readonly Vector[] =>
  JSON.parse(readFileSync(join(VECTORS, 'index.json'), 'utf8')) as readonly Vector[];

export const vectorFile = (path: string): Buffer => readFileSync(join(VECTORS, path));
