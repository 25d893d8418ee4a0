import { readFileSync } from 'node:fs';
import { runProgram } from './run-program.mjs';

/** The AWS CLI against one served account. */
export class AwsCli {
  #executable;
  #account;

  constructor(executable, account) {
    this.#executable = executable;
    this.#account = account;
  }

  /** The document that a call prints; an empty one when it prints nothing. */
  async call(args, env = {}) {
    const { exitCode, stdout, stderr } = await this.#run(args, env);
    if (exitCode !== 0) throw new Error(`aws ${args.join(' ')} ended with ${exitCode}:\n${stderr}`);
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }

  /** The code and the message of a call that the account must refuse. */
  async refusal(args, env = {}) {
    const { exitCode, stdout, stderr } = await this.#run(args, env);
    if (exitCode === 0) throw new Error(`aws ${args.join(' ')} was not refused:\n${stdout}`);
    const [, code, operation, message] =
      /An error occurred \((\w+)\) when calling the (\w+) operation(?: \([^)]*\))?: (.*)/s.exec(stderr) ?? [];
    if (code === undefined)
      throw new Error(`aws ${args.join(' ')} ended with ${exitCode}, and not with an error of the service:\n${stderr}`);
    return { code, operation, message: message.trim() };
  }

  /** What Invoke answers about the call, and what the function answered. */
  async invoke(args, event) {
    const outfile = this.#account.path(`invoke-${performance.now()}.json`);
    const answer = await this.call(['lambda', 'invoke', ...args, '--payload', JSON.stringify(event), outfile]);
    return { ...answer, payload: JSON.parse(readFileSync(outfile, 'utf8')) };
  }

  /** `text`: what `--output text` and `--query` make of it, as shell scripts use it. */
  async text(args) {
    const { exitCode, stdout, stderr } = await this.#run([...args, '--output', 'text'], {});
    if (exitCode !== 0) throw new Error(`aws ${args.join(' ')} ended with ${exitCode}:\n${stderr}`);
    return stdout.trim();
  }

  #run(args, env) {
    return runProgram(this.#executable, args, {
      env: { ...this.#account.env, ...env },
      cwd: this.#account.env['HOME'],
    });
  }
}

/** The CLI prints seconds where it speaks JSON, and ISO 8601 elsewhere. */
export const secondsOf = (time) => (typeof time === 'number' ? time : Date.parse(time) / 1000);
