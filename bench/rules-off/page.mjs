import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../paths.mjs';
import { SUBJECTS } from './promises.mjs';
import { editsOf } from './turn-off.mjs';

const LONGEST = 100;

/** For a cell: on one line, and no longer than anybody reads. */
function code(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
  return short === '' ? '(nothing)' : `\`${short.replaceAll('`', 'ˋ').replaceAll('|', '\\|')}\``;
}

const edited = ({ file, was, becomes }) => `\`${file}\`: ${code(was)} → ${code(becomes)}`;

/** Not what the test said: a rule that keeps secrets is turned off there. */
const row = (rule) =>
  `| ${[
    rule.promise,
    editsOf(rule).map(edited).join('; '),
    `${rule.seen === undefined ? '**not** ' : ''}\`${rule.test}\`${rule.name === undefined ? '' : `: ${code(rule.name)}`}`,
  ].join(' | ')} |`;

const subject = ([name, rules], results) => `## ${name}

| promise | the edit that breaks it | the test that sees it |
| --- | --- | --- |
${rules.map((rule) => row(results.find(({ promise }) => promise === rule.promise))).join('\n')}
`;

export async function writePage(results, isGathered) {
  const seen = results.filter((result) => result.seen !== undefined).length;
  const text = `<!-- Made by \`npm run bench -- rules-off --write\`; edit the tables in bench/rules-off instead. -->
# Each promise, and the test that sees it broken

Each promise, the smallest edit that breaks it, the test that sees it: ${seen} of ${results.length}.${isGathered ? ' Gathered from several runs, between which the code went on.' : ''}

    npm run bench -- rules-off                    all of them, one after the other; most of an hour
    npm run bench -- rules-off canary             those with this word in promise, file or test
    npm run bench -- rules-off --write            and this page
    npm run bench -- rules-off --record=FILE      goes on with a run that was cut off

The edits are made in a copy of the project below \`.cache/\`. It ends with an error when the text that is to be changed is not there exactly once. \`npm test\` shows that the same tests pass without the edits; that no other edit would go unnoticed is another question, and [another page](mutations.md).

${SUBJECTS.map((each) => subject(each, results)).join('\n')}`;
  const pretty = await prettier.format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'always' });
  writeFileSync(join(root, 'docs', 'rules-off.md'), pretty);
}
