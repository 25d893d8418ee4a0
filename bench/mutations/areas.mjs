import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from '../paths.mjs';

/**
 * What decides whether a fleet is switched, and the tests that stand where it stands. A test counts only when it loads
 * the code into its own process: what the tests of whole programs see of it, they see in another one.
 */
export const AREAS = [
  { name: 'csr', sources: ['src/csr/'], tests: ['test/csr/**', 'test/vectors/**'] },
  {
    name: 'checks',
    sources: ['src/checks/'],
    except: ['src/checks/trial/'],
    tests: ['test/checks/**'],
  },
  { name: 'trial', sources: ['src/checks/trial/'], tests: ['test/checks/trial/**'] },
  {
    name: 'actions',
    sources: ['src/actions/'],
    tests: ['test/actions/**'],
    programs: ['own-ca', 'rollback'],
  },
  {
    name: 'switch',
    sources: [
      'src/commands/canary/',
      'src/commands/init/switch-',
      'src/commands/init/prove-again.ts',
      'src/commands/init/ready-canary.ts',
      'src/deployment/switch-proof.ts',
      'src/deployment/proof-tag.ts',
    ],
    tests: ['test/commands/canary/**', 'test/commands/status/**', 'test/deployment/**'],
    programs: ['canary', 'canary-verdict', 'unproven'],
  },
  {
    name: 'rollback',
    sources: ['src/commands/rollback/'],
    tests: ['test/commands/rollback/**'],
    programs: ['failing-return', 'own-ca', 'rollback'],
  },
];

const inFolder = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((name) => name.endsWith(ending) && !isNotAsked(name))
    .toSorted();

/** The test files that judge a sample of an area: those beside it, and those of whole programs that walk through it. */
export const judgesOf = ({ tests, programs = [] }) => [
  ...tests.flatMap((glob) => inFolder(glob.replace('/**', ''), '.test.ts')),
  ...programs.map((name) => `test/e2e/${name}.test.ts`),
];

/** They try at random or by the thousand: as judges of one mutant they take long, and are no test that names what broke. */
export const NOT_ASKED = ['**/fuzz-*', '**/mutations.test.ts', '**/bombs.test.ts', '**/corpora/**', 'test/e2e/**'];

const isNotAsked = (name) => NOT_ASKED.some((glob) => name.includes(glob.replace('**/', '/').replace(/\*+$/, '')));

const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .toSorted();

const begins = (file, starts = []) => starts.some((start) => file.startsWith(start));
export const filesOf = (area) => sources.filter((file) => begins(file, area.sources) && !begins(file, area.except));

const areaOf = (file) => AREAS.find((area) => filesOf(area).includes(file));

/**
 * What the words of the command line mean: names of areas, folders, or files; smallest files first, so that a short time
 * shows something. Without words it is everything.
 */
export function chosenFiles(words) {
  const everything = AREAS.flatMap(filesOf);
  const files = words.length === 0 ? everything : words.flatMap((word) => filesBy(word, everything));
  return [...new Set(files)]
    .map((file) => ({ file, area: areaOf(file), size: statSync(join(root, file)).size }))
    .toSorted((a, b) => a.size - b.size);
}

function filesBy(word, everything) {
  const area = AREAS.find(({ name }) => name === word);
  if (area) return filesOf(area);
  const path = relative(root, join(process.cwd(), word)).split(sep).join('/');
  const found = everything.filter((file) => file === path || file.startsWith(`${path}/`));
  if (found.length > 0) return found;
  throw new Error(
    `${word} is neither an area (${AREAS.map(({ name }) => name).join(', ')}) nor a file or folder of one`,
  );
}
