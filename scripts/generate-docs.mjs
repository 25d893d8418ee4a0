// Writes the parts of docs/ that are made from the code. With --check it writes nothing and fails when they are stale,
// or when a page that is written by hand leaves out a code or names a file that is not there.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { credentialsPage } from './credentials-page.mjs';
import { staleNamesOf, stalePathsOf } from './stale-paths.mjs';
import { operatorPolicyPage } from './operator-policy-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');

/** TypeScript of the program as a module that can be imported here. */
async function load(...path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src', ...path)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const [
  { ERROR_CODES, EXIT },
  { FINDING_CODES },
  { TRIAL_RULES },
  { OUTCOMES },
  { QUESTIONS },
  { TASKS },
  { permissionsOf },
  { operatorPolicy },
  { signerRolePolicy },
  { invokePermission },
  { SCHEMAS },
] = await Promise.all([
  load('errors.ts'),
  load('finding.ts'),
  load('checks', 'trial', 'trial-rules.ts'),
  load('commands', 'advise', 'outcomes.ts'),
  load('commands', 'advise', 'questions.ts'),
  load('commands', 'policy', 'reads.ts'),
  load('commands', 'policy', 'permissions-of.ts'),
  load('commands', 'policy', 'operator-policy.ts'),
  load('deployment', 'policies', 'signer-role.ts'),
  load('deployment', 'policies', 'invoke-permission.ts'),
  load('commands', 'schema', 'documents.ts'),
]);

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const NOTE = '<!-- Made by `npm run docs`; edit the code instead. -->';
const page = (title, intro, ...parts) => `${NOTE}\n# ${title}\n\n${intro}\n\n${parts.join('\n\n')}\n`;

const EXIT_MEANING = {
  done: 'done',
  failed: 'failed; the error says what and why',
  usage: 'usage, or an answer missing; nothing was changed',
  blocked: 'a finding or a failed trial signing forbids to go on',
  undoIncomplete: 'not everything could be undone; a person is needed',
  cancelled: 'stopped by the operator',
};

const list = (items) => items.map((item) => `- ${item}`).join('\n');

/** What `certprov advise` says of one way, and what it writes for it. */
function waySection({ way, name, inShort, setUp, deviceLogic, risks, trap, provider, sources, kit }) {
  const target = { place: { partition: 'aws', account: '000000000000', region: 'us-east-1' }, name: 'fleet' };
  const files = kit(target, {}).files.map(({ path, about }) => `\`${path}\`: ${about}`);
  return [
    `## ${name[0].toUpperCase()}${name.slice(1)}`,
    `\`certprov advise --way ${way}\`. ${inShort}`,
    `**Set-up**\n\n${list(setUp)}`,
    `**Device logic**\n\n${list(deviceLogic)}`,
    `**Risks**\n\n${list(trap === undefined ? risks : [...risks, trap])}`,
    `**With a certificate provider.** ${provider.says}`,
    `**Files**, beside README.md, apply.sh, undo.sh and scripts for one device\n\n${list(files)}`,
    `Sources: ${sources.map((url) => `<${url}>`).join(', ')}`,
  ].join('\n\n');
}

const doc = (name) => readFile(join(root, 'docs', name), 'utf8');

const pages = {
  'operator-policy.md': operatorPolicyPage(await doc('operator-policy.md'), {
    tasks: TASKS,
    permissionsOf,
    operatorPolicy,
    signerRolePolicy,
    invokePermission,
  }),
  'credentials.md': credentialsPage(await doc('credentials.md'), table),
  'advise.md': page(
    'Which way of provisioning fits',
    "`certprov advise` asks at most five questions, after AWS's own criteria, and recommends one way. It needs no AWS account. With `--out-dir <folder> --account <number> --region <region>` it writes the artefacts of that way: templates, policies, functions, and scripts of AWS CLI commands that put them in place and take them away again. Every one of them is carried out in the sandbox by the tests, with a device that comes in by it. The scripts are run there as they are written, by a shell with the AWS CLI. On AWS itself they have not been tried; where AWS does not document something, the text says so.",
    'To try them without AWS: `certprov sandbox serve`, write them for account 000000000000 in us-east-1, and run the scripts with the environment variables that `certprov sandbox info` shows.',
    '## Questions',
    table(
      ['flag', 'question', 'answers'],
      Object.values(QUESTIONS).map(({ flag, message, answers }) => [
        `\`${flag}\``,
        message,
        Object.entries(answers)
          .map(([answer, text]) => `\`${answer}\`: ${text.replace(new RegExp(`^(a )?${answer}: `), '')}`)
          .join('<br>'),
      ]),
    ),
    ...Object.values(OUTCOMES).map(waySection),
  ),
  'errors.md': page(
    'Errors and exit codes',
    'An error says what happened and why, then `fix:` with what to do. With `--json` it is the one document on standard output: `{"certprov", "command", "account", "region", "nextCommands", "error": {"code", "message", "fix", "exitCode", "aftermath", "details"}}`, without those that are not known; `aftermath` says how the account was left. [JSON](json.md) has all documents. [Troubleshooting](troubleshooting.md) has a paragraph for each. Codes and exit codes are public interface: they are added to and never change their meaning.',
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.entries(EXIT).map(([name, code]) => [code, EXIT_MEANING[name]]),
    ),
    '## Error codes',
    table(
      ['code', 'meaning'],
      Object.entries(ERROR_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
    ),
  ),
  'findings.md': page(
    'Findings',
    'What `init`, `impact` and `status` find about an account. A *blocker* stops `init`, and makes `status` exit with 3; a *warning* does not. Each comes with its own fix, and [troubleshooting](troubleshooting.md) has a paragraph for each.',
    table(
      ['code', 'meaning'],
      Object.entries(FINDING_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
    ),
  ),
  'trial-rules.md': page(
    'What a trial signing judges',
    'The rules of `certprov dry-run`, in the order in which they are reported. `init` runs the same before it switches, and nothing goes past a failure. A *note* passes: it is worth knowing, or AWS does not say.',
    table(
      ['rule', 'what it asks', 'source'],
      TRIAL_RULES.map(({ code, asks, source }) => [`\`${code}\``, asks, source]),
    ),
  ),
};

/** `policy check` is in `policy-check.json`. */
for (const [command, schema] of Object.entries(SCHEMAS))
  pages[`schemas/${command.replace(' ', '-')}.json`] = `${JSON.stringify(schema, null, 2)}\n`;

let stale = 0;
for (const [name, text] of Object.entries(pages)) {
  const path = join(root, 'docs', name);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === text) continue;
  stale += 1;
  if (isCheck) console.error(`docs/${name} is stale: run \`npm run docs\``);
  else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
/** Written by hand, with what it must have a word on. */
const troubleshooting = await doc('troubleshooting.md');
const headings = new Set([...troubleshooting.matchAll(/^### (\w+)$/gm)].map(([, code]) => code));
const codes = [...Object.keys(ERROR_CODES), ...Object.keys(FINDING_CODES)];
const gaps = [
  ...codes.filter((code) => !headings.has(code)).map((code) => `docs/troubleshooting.md has no heading ${code}`),
  ...[...headings]
    .filter((code) => !codes.includes(code))
    .map((code) => `docs/troubleshooting.md has a heading ${code}, which is no code`),
  ...stalePathsOf(root),
  ...staleNamesOf(root),
];
if (isCheck) for (const gap of gaps) console.error(gap);
process.exitCode = isCheck && (stale > 0 || gaps.length > 0) ? 1 : 0;
