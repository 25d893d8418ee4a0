import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the scripts are plain JavaScript
import { missingOnPage, withTables } from '../faults/matrix-page.mjs';
// @ts-expect-error -- the same
import { gatherTables } from '../faults/matrix-tables.mjs';

const proved = (row: string, column: string) => ({ table: 'T', row, column, what: '', state: 'proved', text: 'held' });
const PAGE = '<!-- matrix: T -->\n\n<!-- end of matrix -->\n';

/** What is said of a run, on a page that was made by another. */
const missing = (made: readonly object[], ran: readonly object[]): unknown =>
  missingOnPage(gatherTables(ran), withTables(PAGE, gatherTables(made), 'the command'));

describe('missingOnPage', () => {
  it('has nothing to say of what the page has', () => {
    expect(missing([proved('r', 'c'), proved('s', 'c')], [proved('r', 'c')])).toEqual([]);
  });

  it('names rows, columns and tables that the page has not', () => {
    expect(missing([proved('r', 'c')], [proved('s', 'c')])).toEqual(['T: no row "s"']);
    expect(missing([proved('r', 'c')], [proved('r', 'd')])).toEqual(['T: no column "d"']);
    expect(missingOnPage(gatherTables([proved('r', 'c')]), '')).toEqual(['no table "T"']);
  });

  it('does not ask for a row that says what this machine lacks', () => {
    const lacking = { table: 'T', row: 'any', column: 'c', what: '', state: 'pointless', text: 'no files here' };
    expect(missing([proved('r', 'c')], [lacking])).toEqual([]);
  });
});
