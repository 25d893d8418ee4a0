// Walks through `certprov init --sandbox` in a pseudo-terminal of 80 columns and keeps what an operator sees.
// Without arguments it prints the parts; --write puts them between the markers of the pages that show some; --check fails
// when one of them says something else than the program does. Times, dates, serial numbers and counts differ with each
// run and are not compared.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGES = ['README.md', 'docs/screens.md'];
const COLUMNS = 80;
const ROWS = 50;
const PATIENCE_MS = 60_000;

/** Each question, with what a person types: the recommended answer, and the words that switch. */
const QUESTIONS = [
  { name: 'function-question', shown: /^\? Which Lambda function [^]*^❯ [^]* of \d+ · ↑↓/m, answer: '\r' },
  { name: 'authority-question', shown: /^\? Which CA [^]*^❯ [^]* of \d+ · ↑↓/m, answer: '\r' },
  { name: 'validity-question', shown: /^\? For how many days /m, answer: '\r' },
  { name: 'impact-question', shown: /^\? Go on with these devices\?[^]*^❯ [^]* of \d+ · ↑↓/m, answer: '\r' },
  { name: 'devices-question', shown: /^\? File or folder with CSRs of your devices /m, answer: '\r' },
  { name: 'prepare-question', shown: /^\? Prepare it now\?[^]*^❯ [^]* of \d+ · ↑↓/m, answer: '\r' },
  { name: 'fleet-question', shown: /^\? Type 000000000000\/us-east-1 /m, answer: '000000000000/us-east-1\r' },
  { name: 'keep-question', shown: /^\? Keep it\?[^]*^❯ [^]* of \d+ · ↑↓/m, answer: '\r' },
];

/** Parts of the whole walk by the line that each begins with; a part ends where the next one begins. */
const PARTS = [
  ['who-signs', /^1\/8 /],
  ['function', /^2\/8 /],
  ['authority', /^3\/8 /],
  ['impact', /^4\/8 /],
  ['rules', /^5\/8 /],
  ['plan', /^6\/8 /],
  ['trial', /^7\/8 /],
  ['enable', /^8\/8 /],
  ['banner', /^┌/],
  ['expect', /^ {2}What to expect/],
];

/** The walk as a map of parts, the open questions among them. */
async function walk() {
  const home = await mkdtemp(join(tmpdir(), 'certprov-screen-'));
  const screen = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 1000, allowProposedApi: true });
  const child = pty.spawn(process.execPath, [join(root, 'bin', 'certprov.js'), 'init', '--sandbox'], {
    name: 'xterm-256color',
    cols: COLUMNS,
    rows: ROWS,
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', CERTPROV_HOME: home },
  });
  const parts = new Map();
  try {
    const exitCode = await answerAll(child, screen, parts);
    if (exitCode !== 0) throw new Error(`init ended with ${exitCode}:\n${linesOf(screen).join('\n')}`);
  } finally {
    child.kill();
    await rm(home, { recursive: true, force: true });
  }
  return new Map([...parts, ...pagesOf(linesOf(screen))]);
}

/** Keeps and answers each question once it is on the screen; resolves with the exit code. */
function answerAll(child, screen, parts) {
  const open = [...QUESTIONS];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no end after ${PATIENCE_MS} ms:\n${linesOf(screen).join('\n')}`)),
      PATIENCE_MS,
    );
    const look = () => {
      const lines = linesOf(screen);
      if (!open[0]?.shown.test(lines.join('\n'))) return;
      const { name, answer } = open.shift();
      parts.set(name, textOf(lines.slice(lines.findLastIndex((line) => line.startsWith('? ')))));
      child.write(answer);
    };
    child.onData((text) => screen.write(text, look));
    child.onExit(({ exitCode }) => {
      clearTimeout(timer);
      screen.write('', () => resolve(exitCode));
    });
  });
}

function linesOf({ buffer: { active } }) {
  const row = (at) => active.getLine(at)?.translateToString(true).trimEnd() ?? '';
  return Array.from({ length: active.length }, (_, at) => row(at));
}

function pagesOf(lines) {
  const starts = PARTS.map(([name, first]) => [name, lines.findIndex((line) => first.test(line))]);
  const missing = starts.filter(([, at]) => at < 0).map(([name]) => name);
  if (missing.length > 0) throw new Error(`the walk has no part ${missing.join(', ')}:\n${lines.join('\n')}`);
  return starts.map(([name, from], i) => [name, textOf(lines.slice(from, starts[i + 1]?.[1]))]);
}

const textOf = (lines) => lines.join('\n').trimEnd();

/** What two runs share, on any machine; so is the SHA-256 of the signer. A longer number can wrap a line, so line ends are no part of it. */
const fixed = (text) =>
  text
    .replace(/\b[0-9a-f]{32}\b|\b[0-9a-f]{4}…[0-9a-f]{4}\b/g, 'SERIAL')
    .replace(/\s+\(\d+\s+earlier\s+certificates?\s+(was|were)\s+not\s+yet\s+from\s+your\s+CA\)/g, '')
    .replace(/certprov-trial-[0-9a-f]{4}/g, 'certprov-trial-NAME')
    .replace(/\d{4}-\d\d-\d\d( \d\d:\d\d)?/g, 'DATE')
    .replace(/[\d,]+ (ms|bytes|CSRs|times|from)|[\d,]+ seconds? (ago|after)|just now|\(CA:\s+[\d,]+\)/g, 'COUNT')
    .replace(/[\s│]+/g, ' ')
    .trim();

const BLOCK = /<!-- screen:([\w-]+) -->\n+```text\n([^]*?)\n?```\n+<!-- \/screen -->/g;
const block = (name, text) => `<!-- screen:${name} -->\n\n\`\`\`text\n${text}\n\`\`\`\n\n<!-- /screen -->`;

/** Writes the screens of one page anew, or says which of them are stale. */
async function renew(page, isWriting) {
  const file = join(root, page);
  const before = await readFile(file, 'utf8');
  const shown = [...before.matchAll(BLOCK)];
  if (shown.length === 0) throw new Error(`${page} shows no screens`);
  const unknown = shown.filter(([, name]) => !parts.has(name)).map(([, name]) => name);
  if (unknown.length > 0) throw new Error(`${page} shows ${unknown.join(', ')}, which the walk does not have`);
  const stale = shown.filter(([, name, text]) => fixed(text) !== fixed(parts.get(name))).map(([, name]) => name);
  console.log(`${page}: ${shown.length} screens, ${stale.length} ${isWriting ? 'changed' : 'stale'}`);
  if (isWriting) {
    await writeFile(
      file,
      before.replaceAll(BLOCK, (_, name) => block(name, parts.get(name))),
    );
  } else if (stale.length > 0) {
    console.error(`${page}: run \`node scripts/capture-screen.mjs --write\` for ${stale.join(', ')}`);
    process.exitCode = 1;
  }
}

const parts = await walk();
const mode = process.argv[2];
if (mode === undefined) {
  for (const [name, text] of parts) console.log(`== ${name}\n${text}\n`);
} else if (mode === '--write' || mode === '--check') {
  for (const page of PAGES) await renew(page, mode === '--write');
} else {
  throw new Error(`there is no ${mode}: --write, --check, or nothing`);
}
