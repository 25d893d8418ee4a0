import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 120_000;

/**
 * A program to its end, with the whole environment given; a status other than 0 is an answer, not an error. One that
 * does not end in time is killed, and what it has started may go on with its pipes: nobody waits for that.
 */
export async function runProgram(command, args, options = {}) {
  const { env = { PATH: process.env['PATH'] }, input = '', cwd, patienceMs = PATIENCE_MS } = options;
  const child = spawn(command, args, { env, cwd, stdio: 'pipe' });
  // A program that ends without reading its input closes the pipe.
  child.stdin.on('error', () => undefined).end(input);
  const pipes = [child.stdout, child.stderr];
  const [stdout, stderr] = pipes.map(collect);
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
    for (const pipe of pipes) pipe.destroy();
  }, patienceMs);
  try {
    const [exitCode, signal] = await once(child, 'close');
    const late = isLate ? `\nit did not end within ${patienceMs / 1000} s` : '';
    return { exitCode, signal, stdout: textOf(stdout), stderr: textOf(stderr) + late };
  } finally {
    clearTimeout(deadline);
  }
}

/** The same, for a program that must succeed: the answer is its standard output. */
export async function outputOf(command, args, options) {
  const { exitCode, signal, stdout, stderr } = await runProgram(command, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} ended with ${signal ?? exitCode}:\n${stderr || stdout}`);
}

function collect(pipe) {
  const chunks = [];
  pipe.on('data', (chunk) => chunks.push(chunk));
  return chunks;
}

const textOf = (chunks) => Buffer.concat(chunks).toString();
