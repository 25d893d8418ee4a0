import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject } from 'vitest';
import { makeOwnCa } from '../csr/own-ca.ts';
import { Account, PLACE, UNATTENDED } from '../e2e/account.ts';
import { provesRow, type Column } from './hostile/rows.ts';

const WATCH = pathToFileURL(join(import.meta.dirname, 'hostile', 'watch-network.mjs')).href;
const run = promisify(execFile);
const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keyPem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
const ca = await makeOwnCa(keys);

const provision = (account: Account): string[] =>
  [
    'device provision --sandbox --template acme-sensors --trusted-user --parameter SerialNumber=SN-1'.split(' '),
    ['--out-dir', join(account.home, 'out')],
  ].flat();

const COMMANDS: Readonly<Partial<Record<Column, readonly [start: Account, args: (account: Account) => string[]]>>> = {
  init: [seeded, () => ['init', '--sandbox', '--yes', '--confirm', PLACE]],
  'init, CA elsewhere': [
    seeded,
    (account) =>
      [
        [...UNATTENDED, '--ca-kind', 'secret', '--ca-key', account.file('ca.key', keyPem)],
        ['--ca-certificate', account.file('ca.pem', ca.pem)],
      ].flat(),
  ],
  'dry-run': [enabled, () => ['dry-run', '--sandbox']],
  status: [enabled, () => ['status', '--sandbox']],
  impact: [enabled, () => ['impact', '--sandbox']],
  canary: [enabled, () => ['canary', '--sandbox']],
  'rollback --all': [enabled, () => ['rollback', '--all', '--sandbox', '--yes', '--wait', '0']],
  'device provision': [enabled, provision],
  'ca create': [
    seeded,
    (account) => ['ca create --sandbox --yes --subject CN=CA --out'.split(' '), join(account.home, 'ca.pem')].flat(),
  ],
  advise: [seeded, () => ['advise', '--way', 'claim']],
};
/** What would lead out: an AWS account that is set up, and proxies. */
const TEMPTING = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-a-real-secret-key',
  AWS_ENDPOINT_URL: 'http://192.0.2.1:4566',
  HTTPS_PROXY: 'http://192.0.2.2:3128',
  HTTP_PROXY: 'http://192.0.2.2:3128',
  AWS_EC2_METADATA_DISABLED: 'false',
};

interface Use {
  readonly how: string;
  readonly host: string;
  readonly isHere: boolean;
}

async function proveHere(column: Column): Promise<string> {
  const [start, args] = COMMANDS[column]!;
  const account = start.copy();
  const record = join(mkdtempSync(join(inject('scratch'), 'network-')), 'uses.jsonl');
  const env = { ...TEMPTING, NODE_OPTIONS: `--import ${WATCH}`, CERTPROV_NETWORK: record };
  const ended = await account.run(args(account), { env });
  expect(ended.exitCode, ended.stderr).toBe(0);
  const uses = existsSync(record) ? readFileSync(record, 'utf8') : '';
  const all = uses
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Use);
  expect(all.filter(({ isHere }) => !isHere)).toEqual([]);
  if (column === 'advise') {
    expect(all).toEqual([]);
    return 'no connection at all';
  }
  expect(all.some(({ how }) => how === 'connect')).toBe(true);
  return 'this machine only';
}

const isolating = ['-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
const canIsolate = await run('unshare', [...isolating, 'true']).then(
  () => true,
  () => false,
);
if (!canIsolate)
  process.stderr.write(
    'no network namespace on this machine (unshare -rn, ip): the flow without a route is left out\n',
  );

/** The whole flow where there is no other machine: only the loopback interface, and no route. */
async function withoutRoute(column: Column): Promise<string> {
  if (!canIsolate) return 'LEFT OUT: no network namespace on this machine';
  const [start, args] = COMMANDS[column]!;
  const account = start.copy();
  const program = join(inject('installed'), 'bin', 'certprov.js');
  const ended = await run('unshare', [...isolating, process.execPath, program, ...args(account)], {
    cwd: account.home,
    env: { PATH: process.env['PATH'], HOME: account.home, CERTPROV_HOME: account.home, ...TEMPTING },
  }).then(
    () => 0,
    ({ code }: { readonly code: number }) => code,
  );
  expect(ended).toBe(0);
  return 'works without a route';
}

const cells = (prove: (column: Column) => Promise<string>) =>
  Object.fromEntries(
    (Object.keys(COMMANDS) as Column[]).map((column) => [column, { 'with --sandbox': () => prove(column) }]),
  );

describe.concurrent('with --sandbox', () => {
  provesRow({ row: 'every socket, name and datagram stays on this machine', cells: cells(proveHere), empty: '' });
  provesRow({ row: 'in a network namespace without a route', cells: cells(withoutRoute), empty: '' });
});
