import { build } from 'esbuild';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/run-program.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PLACE = ['--account', '000000000000', '--region', 'us-east-1'];

/** What `certprov advise` has written for one way, in the hands of somebody with a shell and the AWS CLI. */
export class KitFolder {
  #folder;
  #env;

  constructor(folder, env) {
    this.#folder = folder;
    this.#env = env;
  }

  /** The name of everything is the name of the way, so that one account holds them all. */
  static async write(way, account, aws, answers = []) {
    const folder = account.path(`kit-${way}`);
    const flags = ['--way', way, '--out-dir', folder, '--template-name', way, ...PLACE, ...answers];
    const { exitCode, stderr } = await account.certprov(['advise', ...flags]);
    if (exitCode !== 0) throw new Error(`advise ${way} ended with ${exitCode}:\n${stderr}`);
    return new KitFolder(folder, {
      ...account.env,
      PATH: `${quickPath(account)}:${dirname(aws)}:${account.env['PATH']}`,
    });
  }

  path(name) {
    return join(this.#folder, name);
  }

  text(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  put(name, text) {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** A script as its README says to run it; the answer is what was refused on the way, which apply.sh stops at. */
  async sh(script, ...args) {
    const { exitCode, stdout, stderr } = await runProgram('sh', [this.path(script), ...args], { env: this.#env });
    if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}:\n${stdout}${stderr}`);
    return stderr.trim();
  }

  /** A program of the kit that runs on this machine. */
  async node(script, ...args) {
    const { exitCode, stdout, stderr } = await runProgram(process.execPath, [this.path(script), ...args], {
      env: this.#env,
      cwd: this.#folder,
    });
    if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}:\n${stderr}`);
    return stdout;
  }

  /** Lambda's runtime has the AWS SDK; the sandbox's has not. */
  async bundle(program) {
    await build({
      stdin: { contents: this.text(program), resolveDir: ROOT },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: this.path(program),
      allowOverwrite: true,
      logLevel: 'error',
      banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
      absWorkingDir: ROOT,
    });
  }
}

/** The scripts sleep until AWS takes a new role; the sandbox does after a tenth of a second, and says so when it does not. */
function quickPath(account) {
  const folder = account.path('quick');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'sleep'), '#!/bin/sh\nexit 0\n');
  chmodSync(join(folder, 'sleep'), 0o755);
  return folder;
}
