import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runProgram } from './run-program.mjs';

const PATIENCE_MS = 30_000;
const GOODBYE_MS = 20_000;

/** A new sandbox account behind `certprov sandbox serve`, as somebody with another AWS client would start it. */
export async function serveAccount(executable) {
  const home = mkdtempSync(join(tmpdir(), 'certprov-interop-'));
  const machine = machineWithoutAws(home);
  const server = spawn(process.execPath, [executable, 'sandbox', 'serve', '--port', '0', '--json'], {
    env: machine,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whatever ends this program, the server does not outlive it.
  const endServer = () => void server.kill();
  process.once('exit', endServer);
  const close = async () => {
    process.removeListener('exit', endServer);
    const hasSaidGoodbye = await endOf(server);
    rmSync(home, { recursive: true, force: true });
    if (!hasSaidGoodbye) throw new Error(`certprov sandbox serve did not end within ${GOODBYE_MS / 1000} s of SIGTERM`);
  };
  try {
    const { endpoint, mqtt } = await announcementOf(server);
    const variables = await shownVariables(executable, machine);
    if (variables['AWS_ENDPOINT_URL'] !== endpoint) throw new Error(`sandbox info does not name ${endpoint}`);
    const env = { ...machine, ...variables };
    return {
      env,
      /** Where devices connect to. */
      broker: { servername: mqtt.servername, port: mqtt.port, rootsPem: readFileSync(mqtt.caFile, 'utf8') },
      /** A file of the operator's; the answer is its path. */
      path: (name) => join(home, 'user', name),
      certprov: (args, options = {}) =>
        runProgram(process.execPath, [executable, ...args], { env: { ...env, ...options.env }, input: options.input }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether it ended when it was asked to, which is a thing to be proved of it like any other. */
async function endOf(server) {
  if (server.exitCode !== null || server.signalCode !== null) return true;
  const ended = once(server, 'exit');
  const insist = setTimeout(() => void server.kill('SIGKILL'), GOODBYE_MS);
  server.kill('SIGTERM');
  const [, signal] = await ended;
  clearTimeout(insist);
  return signal !== 'SIGKILL';
}

/** No configuration of this machine's reaches a client: only PATH is kept, with the Node that runs this in front. */
function machineWithoutAws(home) {
  const userHome = join(home, 'user');
  mkdirSync(userHome, { recursive: true });
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: userHome,
    LANG: 'C.UTF-8',
    CERTPROV_HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** What the server prints once it listens: one JSON document over several lines. */
function announcementOf(server) {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    const fail = (why) => reject(new Error(`certprov sandbox serve ${why}: ${stderr}${stdout}`));
    const deadline = setTimeout(fail, PATIENCE_MS, 'does not say where it listens');
    server.stderr.on('data', (chunk) => (stderr += chunk));
    server.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (!stdout.endsWith('}\n')) return;
      clearTimeout(deadline);
      resolve(JSON.parse(stdout));
    });
    server.once('exit', (code) => {
      clearTimeout(deadline);
      fail(`ended with ${code}`);
    });
  });
}

/** The lines that a user is told to put into the environment. */
async function shownVariables(executable, env) {
  const { stdout } = await runProgram(process.execPath, [executable, 'sandbox', 'info'], { env });
  const lines = stdout.split('\n').filter((line) => line.startsWith('AWS_'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
