import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Account, UNATTENDED } from '../e2e/account.ts';
import { makeCsr, makeServerIdentity } from '../signer/test-authority.ts';
import { startHttpsServer, type HttpsServer, type ServedAnswer } from '../support/https-server.ts';
import { startExternalCa } from '../e2e/external-server.ts';
import { warmCertprov } from '../support/warm-certprov.ts';
import { EVIL, EVIL_WORD, expectHarmless } from './hostile/evil-text.ts';
import { provesRow } from './hostile/rows.ts';
import { withFunction } from './hostile/with-function.ts';

/** Of an operator who copies words and files from somebody else. NUL cannot be passed to a program. */
const WORD = EVIL_WORD;
const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);
const csr = await makeCsr({ subject: [{ O: [{ utf8String: EVIL }] }, { CN: [{ utf8String: `device${EVIL}` }] }] });
const identity = await makeServerIdentity();
const ca = await startExternalCa();

const ANSWERS: Readonly<Record<string, ServedAnswer>> = {
  'a refusal': { status: 400, body: JSON.stringify({ error: { code: EVIL, message: EVIL } }) },
  'a body that is no JSON': { status: 200, body: EVIL },
  'a certificate that is none': { status: 200, body: JSON.stringify({ certificatePem: EVIL }) },
  'a failure': { status: 500, headers: { 'content-type': 'text/html' }, body: `<html>${EVIL}` },
};
const servers = new Map<string, HttpsServer>();

beforeAll(async () => {
  for (const [name, answer] of Object.entries(ANSWERS))
    servers.set(name, await startHttpsServer(identity, () => answer));
});
afterAll(async () => {
  for (const server of [ca, ...servers.values()]) await server[Symbol.asyncDispose]();
});

type Words = (account: Account) => readonly string[];

/** Without a word of AWS: the case is in the words of the command line, and in files. */
const tried = (words: Words, start = enabled, env: (account: Account) => Record<string, string> = () => ({})) =>
  Object.fromEntries(
    [[], ['--json']].map((json) => [
      json.length === 0 ? 'words' : 'document',
      async () => {
        const account = start.copy();
        const ended = await warmCertprov([...words(account), ...json], { home: account.home, env: env(account) });
        expect(ended.exitCode).not.toBe(0);
        return expectHarmless(ended, json.length > 0);
      },
    ]),
  );

const several = (cases: Readonly<Record<string, Readonly<Record<string, () => Promise<string>>>>>) =>
  Object.fromEntries(
    Object.entries(cases).flatMap(([name, both]) =>
      Object.entries(both).map(([form, prove]) => [`${name}, ${form}`, prove]),
    ),
  );

const withCa = (account: Account, url: string): string[] =>
  [
    [...UNATTENDED, '--ca-kind', 'webhook', '--ca-url', url],
    ['--ca-certificate', account.file('ca.pem', ca.issuerPem)],
    ['--tls-roots', account.file('roots.pem', identity.cert)],
    ['--ca-credentials', account.file('credentials.json', JSON.stringify({ bearer: 'a-token' }))],
  ].flat();

/** A function that fails in hostile words. */
const evilFunction = (source: string): Promise<Account> =>
  withFunction(seeded.copy(), { name: 'evil', source, description: EVIL });
const text = JSON.stringify(EVIL);
const FUNCTIONS = {
  'an error of the function': `export const handler = async () => { throw Object.assign(new Error(${text}), { name: ${text} }); };`,
  'a log of the function': `export const handler = async () => { console.error(${text}); process.stderr.write(${text}); process.exit(1); };`,
  'an answer with other members': `export const handler = async () => ({ [${text}]: ${text} });`,
  'an answer that is a text': `export const handler = async () => ${text};`,
  'a certificate that is none': `export const handler = async () => ({ certificatePem: ${text} });`,
};
const functions = Object.fromEntries(
  await Promise.all(
    Object.entries(FUNCTIONS).map(async ([name, source]) => [name, await evilFunction(source)] as const),
  ),
);
const FUNCTION_FLAGS = ['--function', 'evil', '--ca', 'Acme Device CA P256'];

describe('words from outside', () => {
  provesRow({
    row: 'escapes and bidi in arguments',
    cells: {
      init: several({
        function: tried(() => [...UNATTENDED, '--function', WORD]),
        CA: tried(() => [...UNATTENDED, '--ca', WORD], seeded),
        confirmation: tried(() => ['init', '--sandbox', '--yes', '--confirm', WORD], seeded),
        name: tried(() => [...UNATTENDED, '--provider-name', WORD], seeded),
      }),
      'init, CA elsewhere': several({
        kind: tried(() => [...UNATTENDED, '--ca-kind', WORD], seeded),
        url: tried(() => [...UNATTENDED, '--ca-kind', 'vault', '--ca-url', `https://${WORD}`], seeded),
        key: tried(() => [...UNATTENDED, '--ca-kind', 'kms', '--kms-key', WORD], seeded),
      }),
      'dry-run': several({
        function: tried(() => ['dry-run', '--sandbox', '--function', WORD]),
        runs: tried(() => ['dry-run', '--sandbox', '--runs', WORD]),
      }),
      status: several({
        Region: tried(() => ['status', '--sandbox', '--region', WORD]),
        profile: tried(() => ['status', '--region', 'us-east-1', '--profile', WORD]),
        option: tried(() => ['status', '--sandbox', `--${WORD}`]),
        command: tried(() => [`status${WORD}`]),
      }),
      impact: tried(() => ['impact', '--sandbox', '--region', WORD]),
      canary: tried(() => ['canary', '--sandbox', '--region', WORD]),
      'rollback --all': tried(() => ['rollback', '--all', '--yes', '--sandbox', '--wait', WORD]),
      'device provision': several({
        template: tried(() => ['device', 'provision', '--sandbox', '--trusted-user', '--template', WORD]),
        parameter: tried(() =>
          ['device provision --sandbox --trusted-user --template acme-sensors --parameter'.split(' '), WORD].flat(),
        ),
        endpoint: tried(() =>
          ['device provision --sandbox --trusted-user --template acme-sensors --endpoint'.split(' '), WORD].flat(),
        ),
      }),
      'ca create': tried(() => ['ca', 'create', '--sandbox', '--yes', '--out', 'ca.pem', '--subject', `CN=${WORD}`]),
      advise: several({
        way: tried(() => ['advise', '--way', WORD]),
        account: tried(() => ['advise', '--way', 'claim', '--out-dir', 'kit', '--account', WORD]),
      }),
    },
    empty: '',
  });

  const NO_FILE = 'reads no file';
  provesRow({
    row: 'escapes and bidi in file names, subjects and the environment',
    cells: {
      init: several({
        'a CSR that is not there': tried(() => [...UNATTENDED, '--csr', `${WORD}.csr`], seeded),
        'the subject of a CSR, and the names of functions': tried(
          (account) => [...UNATTENDED, ...FUNCTION_FLAGS, '--csr', account.file('evil.csr', csr)],
          functions['an error of the function'],
        ),
      }),
      'init, CA elsewhere': tried(
        (account) => [...withCa(account, 'https://127.0.0.1:1'), '--ca-credentials', `${WORD}.json`],
        seeded,
      ),
      'dry-run': several({
        'a folder in place of a file': tried((account) => {
          mkdirSync(join(account.home, WORD));
          return ['dry-run', '--sandbox', '--csr', join(account.home, WORD)];
        }),
        'the subject of a CSR': tried(
          (account) => ['dry-run', '--sandbox', ...FUNCTION_FLAGS, '--csr', account.file('evil.csr', csr)],
          functions['an answer that is a text'],
        ),
      }),
      status: several({
        'the state folder': tried(
          () => ['status', '--sandbox'],
          enabled,
          (account) => ({ CERTPROV_HOME: account.file(`home${WORD}`, '') }),
        ),
        'an endpoint': tried(
          () => ['status', '--region', 'us-east-1'],
          enabled,
          () => ({ AWS_ENDPOINT_URL: `http://${WORD}`, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' }),
        ),
        'a profile': tried(
          () => ['status', '--region', 'us-east-1'],
          enabled,
          () => ({ AWS_PROFILE: WORD }),
        ),
      }),
      'device provision': several({
        claim: tried((account) =>
          [
            'device provision --sandbox --template acme-sensors'.split(' '),
            ['--claim-certificate', join(account.home, WORD), '--claim-key', account.file(`key${WORD}`, EVIL)],
          ].flat(),
        ),
        'a folder that is there': tried((account) => {
          mkdirSync(join(account.home, WORD));
          account.file(`${WORD}/device.key`, '');
          return [
            'device provision --sandbox --trusted-user --template acme-sensors --out-dir'.split(' '),
            join(account.home, WORD),
          ].flat();
        }),
      }),
      'ca create': tried((account) =>
        ['ca create --sandbox --yes --subject CN=CA --out'.split(' '), account.file(WORD, '')].flat(),
      ),
      advise: tried((account) => ['advise', '--way', 'claim', '--out-dir', account.file(WORD, '')]),
    },
    empty: NO_FILE,
  });

  const signers = several(
    Object.fromEntries(
      Object.entries(functions).map(([name, account]) => [
        name,
        tried(() => ['dry-run', '--sandbox', ...FUNCTION_FLAGS], account),
      ]),
    ),
  );
  provesRow({
    row: 'escapes and bidi in what a function or a CA answers',
    cells: {
      init: several(
        Object.fromEntries(
          Object.entries(functions).map(([name, account]) => [
            name,
            tried(() => [...UNATTENDED, ...FUNCTION_FLAGS], account),
          ]),
        ),
      ),
      'init, CA elsewhere': several(
        Object.fromEntries(
          Object.keys(ANSWERS).map((name) => [
            name,
            tried((account) => withCa(account, `${servers.get(name)!.origin}/sign`), seeded),
          ]),
        ),
      ),
      'dry-run': signers,
    },
    empty: 'asks neither',
  });
});
