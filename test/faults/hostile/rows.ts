import { leavesCellEmpty, provesCell } from '../matrix.ts';

const TABLE = 'Hostile input and environment';

/** Every command that reads something from outside. */
export const COLUMNS = [
  'init',
  'init, CA elsewhere',
  'dry-run',
  'status',
  'impact',
  'canary',
  'rollback --all',
  'device provision',
  'ca create',
  'advise',
] as const;

export type Column = (typeof COLUMNS)[number];

export interface HostileRow {
  readonly row: string;
  readonly isShort?: boolean;
  /** Cases of a command, each by what is tried. */
  readonly cells: Partial<Readonly<Record<Column, Readonly<Record<string, () => Promise<string>>>>>>;
  /** Why the other commands have nothing to prove. */
  readonly empty: string;
}

/** One row of the table, with a word for every command. */
export function provesRow({ row, isShort = true, cells, empty }: HostileRow): void {
  for (const column of COLUMNS) {
    const place = { table: TABLE, row, column };
    const cases = Object.entries(cells[column] ?? {});
    if (cases.length === 0) leavesCellEmpty(place, empty);
    for (const [what, prove] of cases) provesCell({ ...place, what, isShort, prove });
  }
}
