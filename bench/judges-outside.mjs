import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';

const CANNOT_START = 'ENOENT';

/** A program by the variable that names it, or from PATH; undefined when it is not installed. */
function find(name, variable) {
  const named = process.env[variable];
  if (named) return named;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** RFC 5280 alone: the rules of browsers are about servers, and would refuse any device. */
export function zlint(files) {
  const program = find('zlint', 'ZLINT');
  if (program === undefined) return undefined;
  const verdicts = files.map(({ file }) => {
    const { status, stdout } = spawnSync(program, ['-includeSources', 'RFC5280', file], { encoding: 'utf8' });
    if (status !== 0) return 'refused';
    const results = Object.values(JSON.parse(stdout)).map(({ result }) => result);
    if (results.some((result) => result === 'error' || result === 'fatal')) return 'refused';
    return results.includes('warn') ? 'warned' : 'passed';
  });
  return { name: `zlint${goVersion(program)}, RFC 5280`, verdicts };
}

/** ` v3.7.3`, which Go has written into the program; nothing where Go is not installed. */
function goVersion(program) {
  const { stdout } = spawnSync('go', ['version', '-m', program], { encoding: 'utf8' });
  const [, version] = /^\s+mod\s+\S+\s+(v[\d.]+)/m.exec(stdout ?? '') ?? [];
  return version === undefined ? '' : ` ${version}`;
}

/** In one process: each start of it costs a second. */
export function pkilint(files) {
  const program = find('lint_pkix_cert', 'LINT_PKIX_CERT');
  if (program === undefined) return undefined;
  const [, python] = /^#!(\S+)/.exec(readFileSync(program, 'utf8')) ?? [];
  if (python === undefined) throw new Error(`${program} does not say which Python it wants`);
  const [version, ...found] = execFileSync(python, [join(root, 'bench', 'judges-pkilint.py')], {
    input: files.map(({ file }) => `${file}\n`).join(''),
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const verdicts = found.map((severities) => {
    if (severities.some((severity) => severity === 'ERROR' || severity === 'FATAL')) return 'refused';
    return severities.includes('WARNING') ? 'warned' : 'passed';
  });
  return { name: `pkilint ${version}, lint_pkix_cert`, verdicts };
}

/** A chain of one under the linked CA, for a TLS client. It warns of nothing. */
export function opensslVerify(files, now) {
  const program = find('openssl', 'OPENSSL');
  if (program === undefined) return undefined;
  const attime = String(Math.floor(now.getTime() / 1000));
  const strictly = ['verify', '-x509_strict', '-purpose', 'sslclient', '-partial_chain', '-attime', attime];
  const verdicts = files.map(({ file, ca }) => succeeds(program, [...strictly, '-CAfile', ca, file]));
  return { name: `${versionOf(program)} verify -x509_strict`, verdicts };
}

/** It verifies the signature, and warns of nothing. */
export function opensslRequest(files) {
  const program = find('openssl', 'OPENSSL');
  if (program === undefined) return undefined;
  const verdicts = files.map(({ file }) =>
    succeeds(program, ['req', '-verify', '-noout', '-inform', isDer(file) ? 'DER' : 'PEM', '-in', file]),
  );
  return { name: `${versionOf(program)} req -verify`, verdicts };
}

/** A SEQUENCE instead of a text; openssl wants to be told. */
function isDer(file) {
  const octet = Buffer.alloc(1);
  const opened = openSync(file);
  readSync(opened, octet);
  closeSync(opened);
  return octet[0] === 0x30;
}

const versionOf = (program) =>
  spawnSync(program, ['version'], { encoding: 'utf8' }).stdout.split(' ').slice(0, 2).join(' ');

function succeeds(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: 'ignore' });
  if (error?.code === CANNOT_START) throw error;
  return status === 0 ? 'passed' : 'refused';
}
