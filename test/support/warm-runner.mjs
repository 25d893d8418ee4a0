// Runs one command line of the built program after another in one process: what a process of its own does, without
// loading the program each time.
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [program] = process.argv.slice(2);
const { main } = await import(pathToFileURL(join(program, 'dist', 'main.cjs')).href);
const own = { ...process.env };

process.on('message', (asked) => void answer(asked));
// The tests are over, whatever the last command has left open.
const { exit } = process;
process.on('disconnect', () => exit());

async function answer({ args, home, env }) {
  const userHome = join(home, 'user');
  mkdirSync(userHome, { recursive: true });
  process.chdir(userHome);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, {
    PATH: own.PATH,
    HOME: userHome,
    USERPROFILE: userHome,
    CERTPROV_HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...env,
  });
  process.send(await run(args));
}

async function run(args) {
  const said = { stdout: '', stderr: '' };
  const kept = { exit: process.exit, stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ['stdout', 'stderr']) {
    process[name].write = (chunk, encoding, done) => {
      said[name] += chunk;
      (typeof encoding === 'function' ? encoding : done)?.();
      return true;
    };
  }
  const exited = new Promise((resolve) => {
    process.exit = (code) => {
      resolve(code);
      // What stands behind it in the program would not have run.
      return new Promise(() => undefined);
    };
  });
  const thrown = (error) => ({ defect: error instanceof Error ? error.stack : String(error) });
  try {
    const ended = await Promise.race([exited, main(args).then(() => exited, thrown)]);
    return typeof ended === 'object' ? { ...said, exitCode: 1, ...ended } : { ...said, exitCode: ended };
  } finally {
    process.exit = kept.exit;
    for (const name of ['stdout', 'stderr']) process[name].write = kept[name];
  }
}
