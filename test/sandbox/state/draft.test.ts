import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, createDraft } from '../../../src/sandbox/state/draft.ts';

interface Box {
  a: { list: { n: number }[]; map: Record<string, { n: number; tags?: string[] }> };
  b: Record<string, unknown>;
}

const box = (): Box => ({ a: { list: [{ n: 1 }, { n: 2 }], map: { x: { n: 1 }, y: { n: 2, tags: ['t'] } } }, b: {} });

/** Makes an edit and repeats its patch, as JSON, on a second copy. */
function edited(edit: (state: Box) => void): { here: Box; there: Box; patch: unknown } {
  const [here, there] = [box(), box()];
  const draft = createDraft(here);
  edit(draft.root);
  const patch = draft.patch();
  draft.close();
  if (patch !== undefined) applyPatch(there, JSON.parse(JSON.stringify(patch)));
  return { here, there, patch };
}

describe('createDraft', () => {
  it.each<[string, (state: Box) => void]>([
    ['a new key', (s) => (s.b['k'] = { deep: [1, 2] })],
    ['a deleted key', (s) => delete s.a.map['x']],
    [
      'a deleted and remade key',
      (s) => {
        delete s.a.map['x'];
        s.a.map['x'] = { n: 9 };
      },
    ],
    [
      'a write into an object that was just added',
      (s) => {
        const made = { n: 1 };
        s.a.map['z'] = made;
        s.a.map['z'].n = 2;
        made.n = 3;
      },
    ],
    [
      'a moved object that is written to afterwards',
      (s) => {
        const x = s.a.map['x']!;
        delete s.a.map['x'];
        s.a.map['w'] = x;
        x.n = 7;
      },
    ],
    [
      'array methods',
      (s) => {
        s.a.list.push({ n: 0 });
        s.a.list.sort((l, r) => l.n - r.n);
        s.a.list.splice(1, 1);
        s.a.list[0]!.n = 5;
      },
    ],
    [
      'an element written to after it moved',
      (s) => {
        const second = s.a.list[1]!;
        s.a.list.shift();
        second.n = 8;
      },
    ],
    [
      'a member set to undefined',
      (s) => {
        s.a.map['y']!.tags = undefined as unknown as string[];
      },
    ],
    [
      'a replaced subtree',
      (s) => {
        s.a = { list: [], map: { q: s.a.map['y']! } };
      },
    ],
  ])('carries %s to another copy', (_case, edit) => {
    const { here, there } = edited(edit);
    expect(JSON.parse(JSON.stringify(here))).toEqual(JSON.parse(JSON.stringify(there)));
    expect(there).not.toEqual(box());
  });

  it('records what changed and not what surrounds it', () => {
    expect(edited((s) => (s.a.map['x']!.n = 3)).patch).toEqual({ set: [[['a', 'map', 'x', 'n'], 3]], delete: [] });
  });

  it('has no patch when nothing was written', () => {
    expect(edited((s) => Object.values(s.a.map).map((entry) => entry.n)).patch).toBeUndefined();
  });

  it('takes any series of edits back', () => {
    const step = fc.record({
      key: fc.constantFrom('x', 'y', 'z'),
      op: fc.constantFrom('set', 'delete', 'push', 'sort', 'tag'),
      n: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const edit = (s: Box): void => {
          for (const { key, op, n } of steps) {
            if (op === 'set') s.a.map[key] = { n };
            if (op === 'delete') delete s.a.map[key];
            if (op === 'push') s.a.list.push({ n });
            if (op === 'sort') s.a.list.sort((l, r) => l.n - r.n);
            if (op === 'tag' && s.a.map[key]) (s.a.map[key].tags ??= []).push(String(n));
          }
        };
        const { here, there } = edited(edit);
        expect(there).toEqual(here);
        const target = box();
        const draft = createDraft(target);
        edit(draft.root);
        draft.revert();
        expect(target).toEqual(box());
      }),
    );
  });

  it.each([
    ['a Date', new Date()],
    ['bytes inside an object', { zip: new Uint8Array(2) }],
    ['a Map', new Map()],
  ])('refuses %s, which JSON would change', (_case, value) => {
    expect(() => edited((s) => (s.b['k'] = value))).toThrow(/plain JSON/);
  });

  it('refuses writes after the change has ended', () => {
    const draft = createDraft(box());
    const kept = draft.root.a;
    draft.close();
    expect(() => (kept.list[0]!.n = 4)).toThrow(/after the change had ended/);
  });
});
