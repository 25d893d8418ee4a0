// Follows one CSR through `dry-run`, and each action of a plan to the SDK, in a run of the program in its embedded account.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { build, transform } from 'esbuild';
import { parseAst } from 'rolldown/parseAst';
import { common, root } from './esbuild-options.mjs';

const src = join(root, 'src');

/**
 * Noted at run time for every call of a function of src/: on whose behalf it is called, and whether it is handed the CSR,
 * in whatever form: its text, its bytes, or an object that has them within a few members.
 */
const NOTE = `
import { AsyncLocalStorage as __Als } from 'node:async_hooks';
import { appendFileSync as __append } from 'node:fs';
const __stack = new __Als();
const { WALK_CSR: __base64, WALK_NOTES: __notes } = process.env;
const __csr = { base64: __base64, hex: Buffer.from(__base64, 'base64').toString('hex') };
// The environment is handed on as well, and would look like a bearer of it.
delete process.env.WALK_CSR;
const __has = (value, depth) => {
  if (typeof value === 'string') return value.replaceAll('\\n', '').includes(__csr.base64) || value.includes(__csr.hex);
  if (ArrayBuffer.isView(value)) return __has(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex'), 0) || __has(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'), 0);
  if (depth === 0 || typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => __has(one, depth - 1));
};
const __said = (line) => __append(__notes, JSON.stringify(line) + '\\n');
globalThis.__met = (file, name, given, work) => {
  const above = __stack.getStore() ?? [];
  // The sandbox is AWS here: what happens in it belongs to no walk.
  if (!file.startsWith('sandbox/') && !above.some((one) => one.startsWith('sandbox/')) && __has(given, 3)) __said({ csr: file, name });
  return __stack.run([...above, file], work);
};
globalThis.__sends = (sent) => {
  __said({ stack: __stack.getStore() ?? [] });
  return sent;
};
`;

/** Puts the note around the body of every function; generators stay as they are, since they give up their stack. */
async function noted(path, text) {
  const { code } = await transform(text, { loader: 'ts', target: 'node20' });
  const changes = [];
  const visit = (node, name) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach((one) => visit(one, name));
    const isFunction = /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type ?? '');
    if (isFunction && !node.generator && node.body && name !== 'constructor') changes.push(...around(node, path, name));
    if (node.type === 'CallExpression' && node.callee.property?.name === 'send' && path.startsWith('aws/'))
      changes.push(opens(node.start, '__sends('), closes(node.end, ')'));
    const own = node.key?.name ?? node.id?.name ?? name;
    for (const [member, value] of Object.entries(node)) if (member !== 'parent') visit(value, own);
  };
  visit(parseAst(code), '');
  // From the end of the text. Where several stand at one place, what encloses opens before and closes behind.
  const isOuterFirst = (a, b) => (a.isOpening ? b.found - a.found : a.found - b.found);
  const order = changes
    .map((change, found) => ({ ...change, found }))
    .toSorted((a, b) => b.at - a.at || b.isOpening - a.isOpening || isOuterFirst(a, b));
  let made = code;
  for (const { at, text: more } of order) made = made.slice(0, at) + more + made.slice(at);
  return made;
}

const opens = (at, text) => ({ at, text, isOpening: true });
const closes = (at, text) => ({ at, text, isOpening: false });

function around({ body, params, async: isAsync }, path, name) {
  const given = `[${params.flatMap(namesIn).join(', ')}]`;
  const begin = `__met(${JSON.stringify(path)}, ${JSON.stringify(name)}, ${given}, ${isAsync ? 'async ' : ''}() => `;
  if (body.type === 'BlockStatement') return [opens(body.start + 1, `return ${begin}{`), closes(body.end - 1, '});')];
  return [opens(body.start, `${begin}(`), closes(body.end, '))')];
}

const namesIn = (pattern) => {
  if (pattern === null) return [];
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left);
  if (pattern.type === 'RestElement') return namesIn(pattern.argument);
  if (pattern.type === 'ArrayPattern') return pattern.elements.flatMap(namesIn);
  return pattern.properties.flatMap((property) => namesIn(property.value ?? property.argument));
};

const note = {
  name: 'note',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const own = relative(src, path).split(sep).join('/');
      const text = await readFile(path, 'utf8');
      if (own.startsWith('..')) return { contents: text, loader: 'ts' };
      return { contents: await noted(own, text), loader: 'js' };
    }),
};

const START =
  "import { runCommandLine } from './src/cli/command-line.ts';process.exitCode = await runCommandLine(process.argv.slice(2), '0.0.0');";

/** Builds the program so and runs it; ends with what was noted. */
async function follow(commandLines, csrPem) {
  // Below the package, where the program looks for what was built; not in dist/, which others pack and read meanwhile.
  const cache = join(root, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'walk-'));
  const home = await mkdtemp(join(tmpdir(), 'certprov-walk-'));
  const notes = join(home, 'notes.jsonl');
  try {
    const { outputFiles } = await build({
      ...common,
      stdin: { contents: START, resolveDir: root, loader: 'ts' },
      outdir: folder,
      banner: { js: `import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);${NOTE}` },
      plugins: [note],
    });
    await writeFile(join(folder, 'program.mjs'), outputFiles[0].contents);
    await writeFile(join(home, 'device.csr'), csrPem);
    await writeFile(notes, '');
    const base64 = csrPem.replace(/-----.*?-----|\s/g, '');
    const env = { ...process.env, CERTPROV_HOME: join(home, 'state'), WALK_NOTES: notes, WALK_CSR: base64 };
    for (const words of commandLines)
      await promisify(execFile)(process.execPath, [join(folder, 'program.mjs'), ...words], { cwd: home, env });
    return (await readFile(notes, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  } finally {
    for (const path of [home, folder]) await rm(path, { recursive: true, force: true });
  }
}

const SANDBOX = ['--sandbox', '--yes', '--json'];

/** Where a CSR comes by in `dry-run`, file by file, and the longest way of an action of `init` to the SDK. */
export async function houseWalk() {
  const csrPem = await readFile(join(root, 'test', 'vectors', 'files', 'good-cn-utf8.csr.pem'), 'utf8');
  const notes = await follow(
    [
      ['dry-run', '--function', 'acme-iot-signer', '--csr', 'device.csr', '--sandbox', '--json'],
      ['init', '--ca', 'Acme Device CA P256', '--confirm', '000000000000/us-east-1', '--no-canary', ...SANDBOX],
    ],
    csrPem,
  );
  const files = ['commands/dry-run.ts', ...notes.flatMap(({ csr = [] }) => csr)];
  const route = files.filter((file, index) => file !== files[index - 1]);
  const rooms = route.map((file) => file.split('/')[0]);
  const ways = notes.flatMap(({ stack }) => {
    const from = stack?.findIndex((file) => file.startsWith('actions/kinds/')) ?? -1;
    return from < 0 ? [] : [[...new Set(stack.slice(from))]];
  });
  return {
    route,
    rooms: new Set(rooms).size,
    moves: rooms.filter((room, index) => index > 0 && room !== rooms[index - 1]).length,
    actions: new Set(ways.map(([kind]) => kind)).size,
    wayToSdk: ways.toSorted((a, b) => b.length - a.length)[0] ?? [],
  };
}
