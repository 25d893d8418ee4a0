import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from './esbuild-options.mjs';

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

/** Every module of src/: its text, its lines, and what it imports, types included: paths below src/, and packages. */
export function readModules(src = join(root, 'src')) {
  return readdirSync(src, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(src, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(src, path), 'utf8');
      const imports = [...text.matchAll(IMPORT)]
        .map(([, said, loaded]) => said ?? loaded)
        .map((name) => (name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), name)) : name));
      return { path, text, lines: text.split('\n').length - 1, imports };
    });
}

/** The first folder is the room; a file that stands in none is one of its own. */
const roomOf = (path) => path.replace(/(\/.*|\.ts)$/, '');

/** Groups of nodes that reach each other, by Tarjan's algorithm; `edges` has for each node those that it points to. */
export function circles(edges) {
  const order = new Map();
  const low = new Map();
  const open = [];
  const found = [];
  const visit = (node) => {
    order.set(node, order.size);
    low.set(node, order.get(node));
    open.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) !== order.get(node)) return;
    const group = open.splice(open.indexOf(node));
    if (group.length > 1 || edges.get(node)?.includes(node)) found.push(group);
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** Folders and how many modules stand in each, the fullest first. */
export function folderSizes(modules) {
  const sizes = new Map();
  for (const { path } of modules) sizes.set(posix.dirname(path), (sizes.get(posix.dirname(path)) ?? 0) + 1);
  return [...sizes].toSorted(([, a], [, b]) => b - a);
}

/** How full the house is and how its doors stand. */
export function houseFigures(modules) {
  const own = modules.map(({ path, imports }) => [path, imports.filter((target) => target.endsWith('.ts'))]);
  const rooms = new Map(modules.map(({ path }) => [roomOf(path), []]));
  for (const [path, targets] of own)
    for (const room of targets.map(roomOf))
      if (room !== roomOf(path) && !rooms.get(roomOf(path)).includes(room)) rooms.get(roomOf(path)).push(room);
  const lines = modules.map((module) => module.lines).toSorted((a, b) => a - b);
  const [[fullest, most]] = folderSizes(modules);
  const short = lines.filter((count) => count < 15).length;
  return {
    files: modules.length,
    'files in no room': modules.filter(({ path }) => !path.includes('/')).length,
    'rooms, and arrows between them': `${rooms.size}, ${[...rooms.values()].flat().length}`,
    'most files in a folder': `${most} (${fullest})`,
    'files under 15 lines': `${short} (${((100 * short) / modules.length).toFixed(1)} %)`,
    'lines of a file, median and most': `${lines[Math.floor(lines.length / 2)]}, ${lines.at(-1)}`,
    'circles of files, of rooms': `${circles(new Map(own)).length}, ${circles(rooms).length}`,
  };
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { houseWalk } = await import('./house-walk.mjs');
  const { route, rooms, moves, actions, wayToSdk } = await houseWalk();
  const figures = {
    ...houseFigures(readModules()),
    'rooms a CSR enters in dry-run, moves': `${rooms}, ${moves}`,
    'files from an action to the SDK': `at most ${wayToSdk.length}, of ${actions} actions of init`,
  };
  for (const [name, figure] of Object.entries(figures)) console.log(`${name.padEnd(38)}${figure}`);
  console.log(`\nThe CSR is handed to: ${route.join(' → ')}`);
  console.log(`\nThe longest way to the SDK: ${wayToSdk.join(' → ')}`);
}
