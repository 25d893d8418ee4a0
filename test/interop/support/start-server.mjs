import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const BETWEEN_QUESTIONS_MS = 20;
const GOODBYE_MS = 10_000;
const PORTS_TO_TRY = 3;

/**
 * Somebody else's server on a free port of 127.0.0.1, with a folder of its own, once it answers. `prepare` is given
 * both and says what to run, how to ask whether it `answers`, and what to `describe` to its users.
 */
export async function startServer(name, prepare) {
  const folder = mkdtempSync(join(tmpdir(), `certprov-${name}-`));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (let port = 1; ; port += 1) {
      const { command, args, answers, describe } = await prepare({ folder, port: await freePort() });
      const server = new Server(command, args, folder);
      try {
        await server.answering(answers);
        const close = () => server.end().finally(removeFolder);
        return { ...describe, pid: server.pid, close };
      } catch (error) {
        await server.end();
        // Another program can be faster than the one that the port was found for.
        if (port === PORTS_TO_TRY || !server.said.includes('address already in use')) throw error;
      }
    }
  } catch (error) {
    removeFolder();
    throw error;
  }
}

class Server {
  said = '';
  #name;
  #child;
  #ended;
  // Whatever ends this program, the server does not outlive it.
  #kill = () => void this.#child.kill('SIGKILL');

  constructor(command, args, folder) {
    this.#name = command;
    // Nothing of this machine's configuration reaches it.
    const env = { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8' };
    this.#child = spawn(command, args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (chunk) => (this.said += chunk));
    this.#ended = once(this.#child, 'close');
    process.once('exit', this.#kill);
  }

  get pid() {
    return this.#child.pid;
  }

  async answering(answers) {
    const deadline = performance.now() + PATIENCE_MS;
    const ended = this.#ended.then(([code, signal]) => this.#fail(`ended with ${signal ?? code}`));
    for (;;) {
      const answered = await Promise.race([answers().catch(() => false), ended]);
      if (answered) return;
      if (performance.now() > deadline) this.#fail('does not answer');
      await Promise.race([delay(BETWEEN_QUESTIONS_MS), ended]);
    }
  }

  async end() {
    process.removeListener('exit', this.#kill);
    const insist = setTimeout(this.#kill, GOODBYE_MS);
    this.#child.kill('SIGTERM');
    await this.#ended.catch(() => undefined);
    clearTimeout(insist);
  }

  #fail(how) {
    throw new Error(`${this.#name} ${how}:\n${this.said}`);
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
