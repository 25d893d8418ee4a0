// Prints what certprov costs beside what it may cost. Run after `npm run build`.
// `node bench/run.mjs [--strict] [part]...`; --strict exits 1 when a budget is exceeded, --write is for `judges`,
// `mutations` and `rules-off`, and what follows one of the latter two words is about it alone.
import { availableParallelism } from 'node:os';
import { measureConnectors } from './connectors.mjs';
import { measureFleet } from './fleet.mjs';
import { measureFuzz } from './fuzz.mjs';
import { compareJudges } from './judges.mjs';
import { measureLargeAccount } from './large-account.mjs';
import { measureLargeFleet } from './large-fleet.mjs';
import { measureMutations } from './mutations.mjs';
import { measureOwnCa } from './own-ca.mjs';
import { turnRulesOff } from './rules-off.mjs';
import { measureSingleExecutable } from './single-executable.mjs';
import { measureSigner } from './signer.mjs';
import { measureSoak } from './soak.mjs';
import { measureStarts } from './starts.mjs';
import { measureSwitchOn } from './switch-on.mjs';

const parts = {
  starts: measureStarts,
  'switch-on': measureSwitchOn,
  signer: measureSigner,
  'own-ca': measureOwnCa,
  connectors: measureConnectors,
  'large-account': measureLargeAccount,
  fleet: measureFleet,
};

/** Only by name: they take minutes, or are about something else than time. */
const longParts = {
  'large-fleet': measureLargeFleet,
  soak: measureSoak,
  'single-executable': measureSingleExecutable,
  fuzz: measureFuzz,
  judges: compareJudges,
  mutations: () => measureMutations(chosen),
  'rules-off': () => turnRulesOff(chosen),
};
const everyPart = { ...parts, ...longParts };
/** What follows one of these is about it alone. */
const CHOOSING = ['mutations', 'rules-off'];

const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const choosing = named.findIndex((word) => CHOOSING.includes(word));
const words = named.slice(0, choosing < 0 ? undefined : choosing + 1);
const chosen = named.slice(words.length);
const unknown = words.filter((word) => !Object.hasOwn(everyPart, word));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(everyPart).join(', ')}`);

const DIGITS = { '×': 2, devices: 0, calls: 0, cases: 0, minutes: 1, ms: 0, 'ms+': 2, MB: 0, KB: 0, '%': 1 };
const isOver = ({ value, budget }) => value !== undefined && budget !== undefined && value > budget;

function print({ what, value, unit, budget, note = '' }) {
  const show = (number) => `${number.toFixed(DIGITS[unit])} ${unit.replace('+', '')}`;
  const verdict = budget === undefined ? '' : isOver({ value, budget }) ? 'over' : 'ok';
  const columns = [
    what.padEnd(52),
    (value === undefined ? '-' : show(value)).padStart(9),
    (budget === undefined ? '' : `of ${budget} ${unit.replace('+', '')}`).padStart(12),
    verdict.padEnd(4),
    note,
  ];
  console.log(columns.join('  ').trimEnd());
}

console.log(
  `Node ${process.versions.node}, ${process.platform}, ${availableParallelism()} cores; medians, taken in turns\n`,
);
let over = 0;
for (const part of words.length > 0 ? words : Object.keys(parts)) {
  for (const figure of await everyPart[part]()) {
    print(figure);
    if (isOver(figure)) over += 1;
  }
}
console.log(`\n${over === 0 ? 'every budget is kept' : `${over} over budget`}`);
if (over > 0 && process.argv.includes('--strict')) process.exitCode = 1;
