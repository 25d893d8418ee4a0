import { equal } from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEst } from '../authorities/est.mjs';
import { startEmptyOpenBao } from '../authorities/openbao.mjs';
import { startStepCa } from '../authorities/step-ca.mjs';
import { installGoProgram } from '../support/install-go-program.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { toolChain } from '../support/tool-chain.mjs';
import { commandsOf } from './page-commands.mjs';
import { openShell } from './reader.mjs';

const STEP = { name: 'step', source: 'github.com/smallstep/cli/cmd/step' };
const CURL = ['curl', ['--version'], [7, 0]];
const OLDEST_BASH = [4, 0];

/** The sections of docs/external-ca.md that set a CA up, typed against the server that they are about. */
const SECTIONS = [
  { section: 'Own CA, key in KMS', start: noServer, needs: [], read: () => ({ names: {} }) },
  { section: 'EST', start: startEst, needs: [CURL], read: readEst },
  { section: 'step-ca', start: startStepCaWithCli, needs: [CURL], read: readStepCa },
  { section: 'Vault and OpenBao', start: startEmptyOpenBao, needs: [], read: readVault },
];

export async function runExternalCa(scenarios, { executable, report }) {
  for (const { section, start, needs, read } of SECTIONS) {
    const claim = `docs/external-ca.md, ${section}: its commands set the CA up, and init switches to it`;
    const missing = await missingOf(needs);
    const server = missing === undefined ? await start(report) : { missing };
    if (server.missing) {
      scenarios.skip(claim, server.missing);
      continue;
    }
    try {
      await scenarios.run(claim, () => typeSection({ section, read, server, executable }));
    } finally {
      await server.close();
    }
  }
}

async function missingOf(needs) {
  for (const need of [['bash', ['--version'], OLDEST_BASH], ...needs]) {
    const { missing } = await toolChain(...need);
    if (missing) return missing;
  }
  return undefined;
}

async function typeSection({ section, read, server, executable }) {
  const account = await serveAccount(executable);
  try {
    const { names, ...place } = read(server, account);
    const { exitCode, stdout, stderr } = await openShell({ account, executable, ...place })(commandsOf(section, names));
    equal(exitCode, 0, stderr + stdout);
    const { stdout: status } = await account.certprov(['status', '--json']);
    equal(JSON.parse(status).provider?.name !== undefined, true, status);
  } finally {
    await account.close();
  }
}

function noServer() {
  return { close: () => undefined };
}

function readEst({ url, tlsRoot, clients }) {
  return {
    names: { 'https://est.example.com': new URL(url).origin },
    files: {
      'est-root.pem': tlsRoot,
      'est-clients.pem': readFileSync(clients.certificatePath, 'utf8'),
      'est-clients.key': readFileSync(clients.keyPath, 'utf8'),
    },
  };
}

async function startStepCaWithCli(report) {
  const server = await startStepCa(report);
  if (server.missing) return server;
  const { path, missing } = await installGoProgram(STEP, report);
  if (missing === undefined) return { ...server, cli: path };
  await server.close();
  return { missing };
}

function readStepCa({ url, fingerprint, root, issuer, configPath, pid, cli }, account) {
  const home = account.path('step');
  for (const name of ['config', 'certs']) mkdirSync(join(home, name), { recursive: true });
  const known = join(home, 'config', 'ca.json');
  copyFileSync(configPath, known);
  // Where `step ca init` has run, the command line knows its CA.
  const rootPath = join(home, 'certs', 'root_ca.crt');
  writeFileSync(rootPath, root);
  const defaults = { 'ca-url': url, 'ca-config': known, fingerprint, root: rootPath };
  writeFileSync(join(home, 'config', 'defaults.json'), JSON.stringify(defaults));
  // What systemd does at a reload; the server has read its file again once it knows the new provisioner.
  const knows = `curl --silent --cacert root_ca.crt ${url}/provisioners | grep -q '"name":"iot"'`;
  const reload = `cp '${known}' '${configPath}' && kill -HUP ${pid} && until ${knows}; do :; done`;
  return {
    names: { 'https://ca.example.com': url },
    env: { STEPPATH: home },
    programs: { step: `exec '${cli}' "$@"`, systemctl: reload },
    files: { 'root_ca.crt': root, 'intermediate_ca.crt': issuer },
  };
}

function readVault({ address, tlsRoot, rootToken, program }) {
  return {
    names: { 'https://vault.example.com:8200': address },
    env: { BAO_TOKEN: rootToken },
    programs: { bao: `exec '${program}' "$@"` },
    files: { 'vault-root.pem': tlsRoot },
  };
}
