import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

const PATIENCE_MS = 120_000;

/** A program to its end, with the whole environment given; a status other than 0 is an answer, not an error. */
export async function runProgram(command, args, options = {}) {
  const { env = { PATH: process.env['PATH'] }, input = '', cwd, patienceMs = PATIENCE_MS } = options;
  const child = spawn(command, args, { env, cwd, stdio: 'pipe', timeout: patienceMs });
  // A program that ends without reading its input closes the pipe.
  child.stdin.on('error', () => undefined).end(input);
  const [[exitCode, signal], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    buffer(child.stdout),
    buffer(child.stderr),
  ]);
  return { exitCode, signal, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** The same, for a program that must succeed: the answer is its standard output. */
export async function outputOf(command, args, options) {
  const { exitCode, signal, stdout, stderr } = await runProgram(command, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} ended with ${signal ?? exitCode}:\n${stderr || stdout}`);
}
