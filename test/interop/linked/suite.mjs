import { equal, match, ok } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { devicesPage, keepDevicesPage } from '../device-csrs/page.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { SERVERS } from './authorities.mjs';
import { compatibilityPage, keepPage } from './compatibility-page.mjs';
import { makeDevices, tamper } from './devices.mjs';
import { makeDeviceRequests, signDeviceRequests, throughPrivateCa } from './device-requests.mjs';
import { openFaultGate } from './fault-gate.mjs';
import { signWithIndependentKms } from './independent-kms.mjs';
import { signThrough } from './sign-through.mjs';

const UNATTENDED = ['--yes', '--confirm', '000000000000/us-east-1'];

/** certprov itself, linked to every kind of CA by its own wizard: init, trial, switch, and CSRs of all sorts. */
export async function runLinked(scenarios, { executable, report }) {
  const devices = await makeDevices();
  const results = new Map();
  const deviceRequests = await makeDeviceRequests(report);
  const tools = { scenarios, executable, devices, results, deviceRequests };
  await throughPrivateCa({ ...tools, withAccount, unattended: UNATTENDED });
  await ownCa(
    'own CA, key in KMS',
    ['--key', 'kms'],
    ['--ca-kind', 'kms', '--kms-key', 'alias/certprov-device-ca'],
    tools,
  );
  await ownCa(
    'own CA, key in a secret',
    ['--key', 'secret'],
    ['--ca-kind', 'secret', '--ca-secret', 'certprov-ca/certprov-device-ca'],
    tools,
  );
  await signWithIndependentKms(tools, report);
  let isWhole = true;
  for (const { name, start, links } of SERVERS) {
    const server = await start(report);
    if (server.missing) {
      scenarios.skip(`${name}: every scenario`, server.missing);
      isWhole = false;
      continue;
    }
    let isOpen = true;
    const close = async () => {
      if (isOpen) await server.close();
      isOpen = false;
    };
    try {
      for (const link of links(server)) await linkedServer(link, tools);
      await serverDown(name, links(server).at(-1), close, tools);
    } finally {
      await close();
    }
  }
  if (isWhole && scenarios.failed === 0) {
    await scenarios.run('the compatibility page says what was seen', async () => keepPage(compatibilityPage(results)));
    await scenarios.run('the page of devices says what was seen', async () => {
      const { requests, results: seen } = deviceRequests;
      const isEvery = requests.every(({ csr }) => csr !== undefined);
      keepDevicesPage(await devicesPage(requests, seen), isEvery);
    });
  }
}

async function withAccount(executable, act) {
  const account = await serveAccount(executable);
  const certprov = async (...args) => {
    const { exitCode, stdout, stderr } = await account.certprov([...args, '--json']);
    return { exitCode, stderr, document: stdout === '' ? undefined : JSON.parse(stdout) };
  };
  const file = (name, text) => {
    writeFileSync(account.path(name), text);
    return account.path(name);
  };
  try {
    return await act({ certprov, file, env: account.env, path: account.path });
  } finally {
    await account.close();
  }
}

/** All sorts of CSRs, one after the other: the function is warm, as it is in a factory. */
async function signAll(title, env, { devices, results, deviceRequests }) {
  const sign = signThrough(env);
  const row = new Map();
  for (const { csr, keyKind, subjectKind } of devices) row.set(`${subjectKind} ${keyKind}`, (await sign(csr)).outcome);
  results.set(title, row);
  await signDeviceRequests(title, env, deviceRequests);
  return row;
}

async function ownCa(title, create, link, tools) {
  const { scenarios, executable } = tools;
  await scenarios.run(`${title}: made, linked, tried and switched on; every CSR keeps its subject`, () =>
    withAccount(executable, async ({ certprov, env, path }) => {
      const out = path('own-ca.pem');
      const made = await certprov('ca', 'create', '--subject', 'CN=Device CA,O=Acme', '--out', out, '--yes', ...create);
      equal(made.exitCode, 0, made.stderr);
      const { exitCode, stderr } = await certprov('init', ...link, '--ca-certificate', out, ...UNATTENDED);
      equal(exitCode, 0, stderr);
      const row = await signAll(title, env, tools);
      for (const [what, outcome] of row) equal(outcome, 'exact', what);
    }),
  );
}

/**
 * AWS does not say how it compares subjects, and the sandbox compares bytes: a device of a CA that writes a subject in
 * other string types is refused there, which the canary finds.
 */
const switchedOn = ({ rewritesSubject }) => (rewritesSubject ? [...UNATTENDED, '--no-canary'] : UNATTENDED);

/** Flags with the names of files replaced by their paths. */
function withFiles(flags, files, file) {
  const paths = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, file(name, text)]));
  return flags.map((flag) => paths[flag] ?? flag);
}

async function linkedServer(link, tools) {
  const { scenarios, executable, devices } = tools;
  const { title, flags, credentials, stranger, stopsAt, gate } = link;
  const files = { ...link.files, 'ca.json': JSON.stringify(credentials) };
  if (stopsAt !== undefined) {
    await scenarios.run(`${title}: stopped by the canary, before anything is made`, () =>
      withAccount(executable, async ({ certprov, file }) => {
        const { exitCode, document } = await certprov('init', ...withFiles(flags, files, file), ...UNATTENDED);
        equal(exitCode, 3);
        match(JSON.stringify(document), new RegExp(stopsAt));
      }),
    );
  }
  await scenarios.run(`${title}: linked by init, tried, and CSRs of all sorts signed`, () =>
    withAccount(executable, async ({ certprov, env, file }) => {
      // The trial's CSR has a CN only, which even the set-ups that are stopped by the canary keep.
      const canary = stopsAt === undefined ? [] : ['--no-ca-canary'];
      const all = withFiles(flags, files, file);
      if (link.rewritesSubject) {
        const proof = await certprov('init', ...all, ...canary, ...UNATTENDED);
        equal(proof.exitCode, 3, proof.stderr);
        equal(proof.document.error.code, 'CANARY_FAILED');
        equal(proof.document.error.details.returned, true);
      }
      const { exitCode, stderr, document } = await certprov('init', ...all, ...canary, ...switchedOn(link));
      equal(exitCode, 0, stderr);
      if (!link.rewritesSubject) equal(document.canary.outcome, 'proven');
      equal(document.trial.verdict, 'pass');
      const row = await signAll(title, env, tools);
      equal(row.get('CN only P-256').startsWith('refused'), false, [...row].join('\n'));
      equal((await signThrough(env)(tamper(devices[0].csr))).outcome, 'refused: CsrRefused');
    }),
  );
  if (gate !== undefined) await behindFaultGate(link, files, tools);
  if (stranger === undefined) return;
  await scenarios.run(`${title}: refuses a stranger, which init says and makes nothing`, () =>
    withAccount(executable, async ({ certprov, file }) => {
      const issuer = link.flags.includes('--ca-certificate')
        ? []
        : ['--ca-certificate', file('issuer.pem', link.issuer)];
      const wrong = withFiles(flags, { ...files, 'ca.json': JSON.stringify(stranger) }, file);
      const { exitCode, document } = await certprov('init', ...wrong, ...issuer, ...UNATTENDED);
      equal(exitCode, 3, JSON.stringify(document));
      match(JSON.stringify(document), /AUTHORITY_REFUSES/);
    }),
  );
}

/** The same server, with a gate before it that spoils its answers. */
async function behindFaultGate(link, files, tools) {
  const {
    title,
    flags,
    gate: { url, tlsRoot, isSigning },
  } = link;
  const { scenarios, executable, devices } = tools;
  const claim = `${title}: a server that hangs, fails once, wants an approval or certifies another key is told apart`;
  await scenarios.run(claim, async () => {
    const gate = await openFaultGate(url, tlsRoot, isSigning);
    try {
      await withAccount(executable, async ({ certprov, env, file }) => {
        const gated = withFiles(flags, { ...files, 'roots.pem': gate.tlsRoot }, file);
        const all = gated.map((flag) => (flag === url ? gate.url : flag));
        const { exitCode, stderr } = await certprov('init', ...all, ...switchedOn(link));
        equal(exitCode, 0, stderr);
        const sign = signThrough(env);
        const [first, second] = [devices[0], devices.at(-1)];
        const outcomes = {};
        for (const mode of ['fail-once', 'pending', 'replay', 'hang']) {
          gate.spoil(mode);
          outcomes[mode] = (await sign((mode === 'replay' ? second : first).csr)).outcome;
        }
        match(outcomes['fail-once'], /^(exact|same text)$/);
        equal(outcomes['pending'], 'refused: AuthorityPending');
        match(outcomes['replay'], /^refused: (AuthorityAnswerInvalid|CertificateRefused)$/);
        equal(outcomes['hang'], 'refused: AuthorityTimeout');
      });
    } finally {
      await gate.close();
    }
  });
}

/** A server that has gone after the switch, and one whose TLS certificate nobody vouches for. */
async function serverDown(name, link, close, { scenarios, executable }) {
  const { flags, credentials } = link;
  const files = { ...link.files, 'ca.json': JSON.stringify(credentials) };
  if (files['roots.pem'] !== undefined) {
    await scenarios.run(`${name}: is not trusted by another root, and nothing is made`, () =>
      withAccount(executable, async ({ certprov, file }) => {
        const strange = withFiles(flags, { ...files, 'roots.pem': link.issuer }, file);
        const { exitCode, document } = await certprov('init', ...strange, ...UNATTENDED);
        equal(exitCode, 3, JSON.stringify(document));
        match(JSON.stringify(document), /is not trusted/);
      }),
    );
  }
  await scenarios.run(`${name}: when it is down, the signer says so, and dry-run fails`, () =>
    withAccount(executable, async ({ certprov, file, env }) => {
      const { exitCode, stderr } = await certprov('init', ...withFiles(flags, files, file), ...switchedOn(link));
      equal(exitCode, 0, stderr);
      await close();
      const trial = await certprov('dry-run');
      equal(trial.exitCode, 3, trial.stderr);
      ok(JSON.stringify(trial.document).includes('AuthorityUnreachable'), JSON.stringify(trial.document));
      equal((await certprov('rollback', '--all', '--yes')).exitCode, 0);
      ok(env);
    }),
  );
}
