import { runProgram } from './run-program.mjs';

/** The version of a tool chain of this machine's, or `missing`: why there is none that will do. */
export async function toolChain(command, args, oldest, name = command) {
  const version = await versionOf(command, args);
  if (version === undefined) return { missing: `no ${name}` };
  const [major, minor] = version.split('.').map(Number);
  const isRecentEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return isRecentEnough ? { version } : { missing: `no ${name} from ${oldest.join('.')} on: this is ${version}` };
}

async function versionOf(command, args) {
  try {
    const { exitCode, stdout } = await runProgram(command, args, { env: process.env });
    return exitCode === 0 ? /\d+(?:\.\d+)+/.exec(stdout)?.[0] : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
