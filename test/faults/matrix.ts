import { appendFileSync, readFileSync } from 'node:fs';
import { it } from 'vitest';

/** Where a proof stands in the matrix. Proofs of one place are counted together. */
export interface Place {
  /** One table of the matrix, e.g. `AWS misbehaving`. */
  readonly table: string;
  /** The point or the fault, e.g. `throttled twice, then fine`. */
  readonly row: string;
  /** The command, e.g. `init`. */
  readonly column: string;
}

export interface Proof extends Place {
  /** Which of several, e.g. the call that the fault struck. */
  readonly what: string;
  /** Part of the short form as well, which runs with every change; the rest is left to the full form. */
  readonly isShort: boolean;
  /** Throws when the promise is broken; otherwise ends with what was proved, in a few words that the table shares. */
  readonly prove: () => Promise<string>;
}

/** A line of the record that `npm run test:faults` makes the matrix of. */
export interface MatrixRecord extends Place {
  readonly what: string;
  readonly state: 'left' | 'declared' | 'proved' | 'pointless';
  /** What was proved, or why there is nothing to prove. */
  readonly text?: string;
}

export const isFullForm = process.env['CERTPROV_FAULTS'] === 'full';

/** Makes a test of one cell of the matrix. */
export function provesCell({ table, row, column, what, isShort, prove }: Proof): void {
  const place = { table, row, column, what };
  if (!isShort && !isFullForm) return note({ ...place, state: 'left' });
  note({ ...place, state: 'declared' });
  const prover = provedBefore.has(keyOf(place)) ? it.skip : it;
  prover(`${row} · ${column} · ${what}`, async () => note({ ...place, state: 'proved', text: await prove() }));
}

/** A cell that stays empty, and why, e.g. `status` where a fault needs a change. */
export const leavesCellEmpty = (place: Place, text: string): void =>
  note({ ...place, what: '', state: 'pointless', text });

const file = process.env['CERTPROV_FAULTS_RECORD'];

const keyOf = ({ table, row, column, what }: Omit<MatrixRecord, 'state'>): string =>
  JSON.stringify([table, row, column, what]);

/** What an earlier run proved that this one goes on with. */
const provedBefore = new Set(
  (file === undefined ? '' : readFileSync(file, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"proved"'))
    .map((line) => keyOf(JSON.parse(line) as MatrixRecord)),
);

function note(record: MatrixRecord): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(record)}\n`);
}
