import type { Argument, Call, Json, Step } from './kit.ts';

/** `--registration-config` from `registrationConfig`, as the AWS CLI spells names. */
export const kebab = (name: string): string =>
  name
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

/** Options of the AWS CLI that write a member of the answer to a file. */
const OUT_FILE: Readonly<Record<string, string>> = {
  certificatePem: '--certificate-pem-outfile',
  'keyPair.PrivateKey': '--private-key-outfile',
};

/** File in which one script leaves what another one needs. */
const KEPT = 'kept.env';

interface ScriptOptions {
  readonly about: string;
  readonly region: string;
  /** Variables that the arguments become. */
  readonly takes?: readonly string[];
  /** Files that must be there. */
  readonly needs?: readonly string[];
  /** Variables that an earlier script has kept. */
  readonly reads?: readonly string[];
  /** Whether later scripts need what this one keeps. */
  readonly keeps?: boolean;
  /** One command that fails does not keep the next from being tried. */
  readonly goesOn?: boolean;
}

/** A POSIX shell script of AWS CLI commands, in order. */
export function renderScript(steps: readonly Step[], options: ScriptOptions): string {
  const { about, region, takes = [], needs = [], reads = [], keeps = false, goesOn = false } = options;
  const lines = [
    '#!/bin/sh',
    `# ${about}`,
    goesOn ? 'set -u' : 'set -eu',
    'cd "$(dirname "$0")"',
    'umask 077',
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_PAGER=`,
    ...takes.map((name, index) => `${name}=\${${index + 1}:?usage: sh $0 ${takes.join(' ')}}`),
    ...needs.map((path) => `[ -f ${path} ] || { echo '${path} is missing: see README.md' >&2; exit 1; }`),
    ...(reads.length === 0 ? [] : [`[ -f ${KEPT} ] && . ./${KEPT}`]),
    ...reads.map((name) => `: "\${${name}:=not-kept}"`),
  ];
  for (const step of steps) lines.push('', ...renderStep(step, keeps));
  return `${lines.join('\n')}\n`;
}

function renderStep(step: Step, keeps: boolean): string[] {
  const note = step.note === '' ? [] : [`# ${step.note}`];
  if ('seconds' in step) return [...note, `sleep ${step.seconds}`];
  if ('waitFor' in step)
    return [...note, `aws lambda wait ${step.waitFor} --function-name ${quote(step.functionName)}`];
  const { keep, expect } = step;
  const command = renderCommand(step);
  const zips = Object.values(step.parameters).flatMap((a) =>
    typeof a === 'object' && 'zip' in a ? [zipCommand(a.zip)] : [],
  );
  if (expect !== undefined)
    return [
      ...note,
      `[ "$(${command} --query ${quote(expect.path)} --output text)" = ${quote(expect.value)} ] || { echo 'not account ${expect.value}' >&2; exit 1; }`,
    ];
  if (keep === undefined) return [...note, ...zips, command];
  return [
    ...note,
    ...zips,
    `${keep.variable}=$(${command} \\\n  --query ${quote(keep.path)} --output text)`,
    ...(keeps ? [`echo "${keep.variable}=$${keep.variable}" >> ${KEPT}`] : []),
  ];
}

/** Lambda reads the files as another user. */
const zipCommand = (folder: string): string => `(cd ${folder} && chmod -R a+rX . && zip -q -r ../${folder}.zip .)`;

function renderCommand({ service, operation, parameters, save = {} }: Call): string {
  const words = Object.entries(parameters).map(([name, value]) => renderOption(name, value));
  const files = Object.entries(save).map(([member, file]) => `${OUT_FILE[member]} "${file}"`);
  return [`aws ${service} ${kebab(operation)}`, ...words, ...files].join(' \\\n  ');
}

function renderOption(name: string, value: Argument): string {
  const option = `--${kebab(name)}`;
  if (typeof value === 'boolean') return value ? option : `--no-${kebab(name)}`;
  return `${option} ${renderValue(value)}`;
}

function renderValue(value: Exclude<Argument, boolean>): string {
  if (typeof value !== 'object') return quote(String(value));
  if ('json' in value) return quote(compact(value.json));
  if ('file' in value) return `file://${value.file}`;
  if ('fileNamedBy' in value) return `"file://$${value.fileNamedBy}"`;
  if ('body' in value) return value.body;
  if ('zip' in value) return `fileb://${value.zip}.zip`;
  if ('variable' in value) return value.lastPart ? `"\${${value.variable}##*/}"` : `"$${value.variable}"`;
  const words = Object.entries(value.replace ?? {});
  if (words.length === 0) return `file://${value.jsonFile}`;
  const program = words.map(([word, variable]) => `s|${word}|\${${variable}##*/}|g`).join(';');
  return `"$(sed "${program}" ${value.jsonFile})"`;
}

const compact = (value: Json): string => JSON.stringify(value);

const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
