import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import { makeCa, pkcs12 } from '../csr/key-files.ts';
import { Account, PLACE, UNATTENDED } from '../e2e/account.ts';
import { BEARER, startExternalCa } from '../e2e/external-server.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { warmCertprov } from '../support/warm-certprov.ts';
import { startGossip } from './hostile/gossip.ts';
import { provesRow } from './hostile/rows.ts';
import { secretLinesOf } from './hostile/secret-lines.ts';
import { withTellTale } from './hostile/tell-tale.ts';

const marker = (what: string): string => `${what}-${randomBytes(12).toString('hex')}`;
const TOKEN = marker('token');
const PASSWORD = marker('password');
const SECRET_KEY = marker('secretkey');
const SESSION = marker('session');

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);
const external = await startExternalCa();
const { server: gossip, identity, awsOrigin, close: closeGossip } = await startGossip();

afterAll(async () => {
  await external[Symbol.asyncDispose]();
  await closeGossip();
});

const ca = makeCa('P-256');
const stranger = makeCa('P-256');
const externalKey = external.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const device = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const PLANTED = [TOKEN, PASSWORD, SECRET_KEY, SESSION, BEARER];
const KEYS = [ca.pem, stranger.pem, externalKey, device.toString()].flatMap(secretLinesOf);

/** What certprov wrote by itself: neither the embedded account, nor files that the operator put there. */
function writtenIn({ home }: Account, given: ReadonlySet<string>): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^sandbox\/(?!requests)/.test(name) && !given.has(name))
    .map((name) => join(home, name))
    .filter((path) => statSync(path).isFile());
}

interface Case {
  readonly start?: Account;
  readonly args: (account: Account) => readonly string[];
  readonly env?: Record<string, string>;
  /** The code of its error; `true` where a trial's verdict is it. */
  readonly fails?: true | ErrorCode;
  /** Secrets that come about in the run. */
  readonly made?: (account: Account) => Promise<string[]>;
  /** Files for the device itself, which are its key. */
  readonly keyFile?: string;
}

async function proveSilent({ start = seeded, args, env = {}, fails, made, keyFile }: Case): Promise<string> {
  for (const json of [[], ['--json']]) {
    const account = start.copy();
    const words = args(account);
    const given = new Set(readdirSync(account.home, { recursive: true, encoding: 'utf8' }));
    for (const name of ['journal', 'authorities', 'lock']) {
      for (const file of given) if (file.startsWith(name)) given.delete(file);
    }
    const run = await warmCertprov([...words, ...json], { home: account.home, env: { ...env, CERTPROV_DEBUG: '1' } });
    expect(run.exitCode === 0, run.stderr).toBe(fails === undefined);
    if (typeof fails === 'string' && json.length > 0) expect(run.json().error?.code).toBe(fails);
    const secrets = [...PLANTED, ...KEYS, ...((await made?.(account)) ?? []), 'PRIVATE KEY-----'];
    expectSilent(run, secrets);
    for (const path of writtenIn(account, given)) {
      if (keyFile !== undefined && path.endsWith(keyFile)) continue;
      const text = readFileSync(path, 'latin1');
      expect(secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${path}`)).toEqual([]);
    }
  }
  return fails === undefined ? 'kept' : 'refused in silence';
}

function expectSilent({ stdout, stderr }: CertprovRun, secrets: readonly string[]): void {
  const said = `${stdout}${stderr}`;
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
  const folded = said.replaceAll(/\s/g, '');
  expect(secrets.filter((secret) => secret.length > 20 && folded.includes(secret.replaceAll(/\s/g, '')))).toEqual([]);
}

const cells = (cases: Readonly<Record<string, Case>>) =>
  Object.fromEntries(Object.entries(cases).map(([what, one]) => [what, () => proveSilent(one)]));

const keyOf = (account: Account): Promise<string[]> =>
  openStore(join(account.home, 'sandbox')).read((state) => {
    const text = JSON.stringify(state.regions['us-east-1']?.secretsManager).replaceAll(/(?:\\)+n/g, '\n');
    const keys = text.match(/-----BEGIN PRIVATE KEY-----\n[^-]+-----END PRIVATE KEY-----/g) ?? [];
    expect(keys.length).toBeGreaterThan(0);
    return keys.flatMap(secretLinesOf);
  });

const webhook = (account: Account, origin: string, rootsPem: string, credentials: string): string[] =>
  [
    [...UNATTENDED, '--ca-kind', 'webhook', '--ca-url', `${origin}/sign`],
    ['--ca-certificate', account.file('ca.pem', external.issuerPem)],
    ['--tls-roots', account.file('roots.pem', rootsPem)],
    ['--ca-credentials', account.file('credentials.json', credentials)],
  ].flat();

const ownKey = (account: Account, key: string | Buffer, ...more: string[]): string[] =>
  [
    [...UNATTENDED, '--ca-kind', 'secret', '--ca-key', account.file('ca.key', key)],
    ['--ca-certificate', account.file('ca.pem', external.issuerPem), ...more],
  ].flat();

const p12 = pkcs12(ca, { passphrase: PASSWORD });
const BAD_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  AWS_SESSION_TOKEN: SESSION,
  AWS_REGION: 'us-east-1',
};
/** With credentials that AWS does not know, at an account that says so. */
const unknownTo = (...args: string[]): Case => ({
  args: () => args,
  fails: 'AWS_CREDENTIALS_INVALID',
  env: { ...BAD_CREDENTIALS, AWS_ENDPOINT_URL: awsOrigin },
});

const telling = await withTellTale(seeded);

async function proveClosed(): Promise<string> {
  const told = join(telling.home, 'told.json');
  const args = ['dry-run', '--sandbox', '--function', 'tell-tale', '--ca', 'Acme Device CA P256'];
  await telling.run(args, { env: { ...BAD_CREDENTIALS, SOME_PASSWORD: PASSWORD } });
  expect(existsSync(told)).toBe(true);
  const text = readFileSync(told, 'utf8');
  expect(text).toContain('AWS_LAMBDA_FUNCTION_NAME');
  expect([...PLANTED, 'SOME_PASSWORD'].filter((secret) => text.includes(secret))).toEqual([]);
  const where = 'its environment, arguments and report';
  if (!existsSync(`${told}.core`))
    return `${where} hold nothing of this machine (no /proc: its memory was not looked at)`;
  const core = readFileSync(`${told}.core`);
  rmSync(`${told}.core`);
  expect(core.includes('AWS_LAMBDA_FUNCTION_NAME')).toBe(true);
  expect([...PLANTED, 'SOME_PASSWORD'].filter((secret) => core.includes(secret))).toEqual([]);
  return `${where}, and a core dump of it, hold nothing of this machine`;
}

describe('secrets that were given or made', () => {
  provesRow({
    row: 'no secret in words, documents, journals and files, with CERTPROV_DEBUG=1',
    cells: {
      init: cells({
        'an own function': { args: () => UNATTENDED },
        'credentials that are refused': unknownTo('init', '--yes', '--confirm', PLACE),
        'a key in place of a CSR': {
          args: (account) => [...UNATTENDED, '--csr', account.file('device.key', device)],
          fails: 'CSR_REFUSED',
        },
      }),
      'init, CA elsewhere': cells({
        'a bearer token': {
          args: (account) => webhook(account, external.origin, external.rootsPem, JSON.stringify({ bearer: BEARER })),
        },
        'a server that tells it': {
          args: (account) => webhook(account, gossip.origin, identity.cert, JSON.stringify({ bearer: TOKEN })),
          fails: 'PLAN_BLOCKED',
        },
        'a Vault that tells it': {
          args: (account) =>
            [
              [...UNATTENDED, '--ca-kind', 'vault', '--ca-url', gossip.origin, '--vault-mount', 'pki'],
              ['--vault-role', 'devices', '--ca-certificate', account.file('ca.pem', external.issuerPem)],
              ['--tls-roots', account.file('roots.pem', identity.cert)],
              [
                '--ca-credentials',
                account.file('credentials.json', JSON.stringify({ approle: { roleId: 'r', secretId: TOKEN } })),
              ],
            ].flat(),
          fails: 'PLAN_BLOCKED',
        },
        'an EST server that tells it': {
          args: (account) =>
            [
              [...UNATTENDED, '--ca-kind', 'est', '--ca-url', gossip.origin],
              ['--ca-certificate', account.file('ca.pem', external.issuerPem)],
              ['--tls-roots', account.file('roots.pem', identity.cert)],
              [
                '--ca-credentials',
                account.file('c.json', JSON.stringify({ basic: { username: 'ra', password: PASSWORD } })),
              ],
            ].flat(),
          fails: 'PLAN_BLOCKED',
        },
        'credentials that are no JSON': {
          args: (account) => webhook(account, external.origin, external.rootsPem, `{"bearer": "${TOKEN}"`),
          fails: 'USAGE_INVALID',
        },
        'credentials under a wrong name': {
          args: (account) => webhook(account, external.origin, external.rootsPem, JSON.stringify({ tokn: TOKEN })),
          fails: 'USAGE_INVALID',
        },
        'a key of an own CA': { args: (account) => ownKey(account, externalKey), made: keyOf },
        'a key of another CA': { args: (account) => ownKey(account, stranger.pem), fails: 'USAGE_INVALID' },
        'half a key': { args: (account) => ownKey(account, stranger.pem.slice(0, 120)), fails: 'KEY_UNREADABLE' },
        'a PKCS#12 file of another CA': {
          args: (account) => ownKey(account, p12, '--passphrase-file', account.file('word', PASSWORD)),
          fails: 'USAGE_INVALID',
        },
        'a wrong passphrase': {
          args: (account) => ownKey(account, p12, '--passphrase-file', account.file('word', TOKEN)),
          fails: 'KEY_PASSPHRASE_WRONG',
        },
      }),
      'dry-run': cells({
        'a function that is on': { start: enabled, args: () => ['dry-run', '--sandbox'] },
        'a key in place of a CSR': {
          start: enabled,
          args: (account) => ['dry-run', '--sandbox', '--csr', account.file('device.key', device)],
          fails: true,
        },
        'a key in place of a CA certificate': {
          start: enabled,
          args: (account) => ['dry-run', '--sandbox', '--ca-certificate', account.file('device.key', device)],
          fails: 'CERTIFICATE_MALFORMED',
        },
      }),
      status: cells({
        'an account that is on': { start: enabled, args: () => ['status', '--sandbox'] },
        'credentials that are refused': unknownTo('status'),
      }),
      impact: cells({
        'an account that is on': { start: enabled, args: () => ['impact', '--sandbox'] },
        'credentials that are refused': unknownTo('impact'),
      }),
      canary: cells({
        'an account that is on': { start: enabled, args: () => ['canary', '--sandbox'] },
        'credentials that are refused': unknownTo('canary'),
      }),
      'rollback --all': cells({
        'an account that is on': {
          start: enabled,
          args: () => ['rollback', '--all', '--sandbox', '--yes', '--wait', '0'],
        },
        'credentials that are refused': unknownTo('rollback', '--all', '--yes'),
      }),
      'device provision': cells({
        'a claim of a trusted user, traced': {
          args: (account) =>
            [
              'device provision --sandbox --trace --template acme-sensors --trusted-user'.split(' '),
              ['--parameter', 'SerialNumber=SN-1', '--out-dir', join(account.home, 'out')],
            ].flat(),
          keyFile: 'device.key',
          made: async (account) => secretLinesOf(readFileSync(join(account.home, 'out', 'device.key'), 'utf8')),
        },
        'a key by AWS, traced': {
          args: (account) =>
            [
              'device provision --sandbox --trace --template acme-sensors --trusted-user --keys-by-aws'.split(' '),
              ['--parameter', 'SerialNumber=SN-1', '--out-dir', join(account.home, 'out')],
            ].flat(),
          keyFile: 'device.key',
          made: async (account) => secretLinesOf(readFileSync(join(account.home, 'out', 'device.key'), 'utf8')),
        },
        'a key of another claim': {
          args: (account) =>
            [
              'device provision --sandbox --trace --template acme-sensors'.split(' '),
              ['--claim-certificate', account.file('claim.pem', ca.certificate)],
              ['--claim-key', account.file('claim.key', stranger.pem)],
            ].flat(),
          fails: 'USAGE_INVALID',
        },
      }),
      'ca create': cells({
        'a key in a secret': {
          args: (account) =>
            [
              'ca create --sandbox --yes --key secret --subject CN=Own --out'.split(' '),
              join(account.home, 'own.pem'),
            ].flat(),
          made: keyOf,
        },
        'a key in KMS': {
          args: (account) =>
            ['ca create --sandbox --yes --subject CN=Own --out'.split(' '), join(account.home, 'own.pem')].flat(),
        },
      }),
    },
    empty: 'is given no secret',
  });
  provesRow({
    row: 'a function of the sandbox is told nothing of this machine',
    cells: { 'dry-run': { 'a function that tells': proveClosed } },
    empty: 'as for dry-run',
  });
});
