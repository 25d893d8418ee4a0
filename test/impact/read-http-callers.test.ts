import { describe, expect, it } from 'vitest';
import type { HttpSigning } from '../../src/aws/ports/ports.ts';
import { checkCsrsOverHttp } from '../../src/checks/impact/traps/csrs-over-http.ts';
import { callersInShort, callersText } from '../../src/impact/callers-text.ts';
import { readHttpCallers, type CallerSource } from '../../src/impact/read-http-callers.ts';
import { UnreadNotes } from '../../src/impact/unread-notes.ts';

const ROTATION = 'arn:aws:iam::111122223333:role/device-rotation';
const call = (principal: string, day: number, refused = false): HttpSigning => ({
  principal,
  time: new Date(Date.UTC(2026, 9, day)),
  refused,
});

/** Pages of CloudTrail, and how many of them were asked for. */
function read(pages: readonly (readonly HttpSigning[])[], isOver: () => boolean = () => false) {
  let asked = 0;
  const aws: CallerSource = {
    async *httpSignings() {
      for (const page of pages) {
        asked += 1;
        yield page;
      }
    },
  };
  const bounded = () => ({ atOnce: 1, isOver });
  const tools = { aws, notes: new UnreadNotes(), bounded, isOver };
  return readHttpCallers(tools).then((found) => ({ ...found, asked }));
}

describe('who calls CreateCertificateFromCsr over HTTP', () => {
  it('is counted by principal, the one that called last first', async () => {
    const found = await read([[call(ROTATION, 3), call('user/me', 2, true)], [call(ROTATION, 1)]]);
    expect(found.isWhole).toBe(true);
    expect(found.callers).toEqual([
      { principal: ROTATION, calls: 2, refused: 0, last: new Date('2026-10-03') },
      { principal: 'user/me', calls: 1, refused: 1, last: new Date('2026-10-02') },
    ]);
    const [finding, more] = checkCsrsOverHttp(found, false);
    expect(more).toBeUndefined();
    expect(finding).toMatchObject({ code: 'CSRS_OVER_HTTP', severity: 'warning' });
    expect(finding?.summary).toMatch(
      /^arn:.*device-rotation had 2 CSRs signed over HTTP in the last 90 days, the last on 2026-10-03/,
    );
    expect(finding?.summary).not.toContain('user/me');
  });

  it('ends after so many pages, and says that there is more', async () => {
    const found = await read(Array.from({ length: 500 }, () => [call(ROTATION, 1)]));
    expect(found).toMatchObject({ isWhole: false, asked: 21, callers: [{ calls: 20 }] });
    expect(callersText(found, 'here')).toMatch(/^CloudTrail has more than was looked at. The last 20 calls/);
    expect(callersInShort(found)).toBe('at least 20 CSRs in 90 days, by 1 principal');
    expect(checkCsrsOverHttp(found, true)[0]?.summary).toMatch(/had at least 20 CSRs .* most likely still come from/);
  });

  it('ends when the time is over, and calls what was not looked at unknown', async () => {
    const found = await read([[], [call(ROTATION, 1)]], () => true);
    expect(found).toMatchObject({ isWhole: false, callers: [] });
    expect(callersText(found, 'here')).toContain('unknown');
    expect(callersInShort(found)).toContain('unknown');
  });

  it('is nobody as far as CloudTrail goes, and no finding, where all calls were refused or there are none', async () => {
    const none = await read([[]]);
    expect(callersText(none, 'account 1, eu-central-1')).toMatch(
      /has no call .* \(account 1, eu-central-1\); one of the last/,
    );
    expect(callersInShort(none)).toBeUndefined();
    expect(checkCsrsOverHttp(await read([[call('user/me', 2, true)]]), false)).toEqual([]);
    expect([callersText(null, 'here'), callersInShort(null)].join()).toMatch(/unknown.*unknown/);
  });
});
