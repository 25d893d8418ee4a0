import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from '../support/run-program.mjs';
import { toolChain } from '../support/tool-chain.mjs';

const SOURCES = fileURLToPath(new URL('sources', import.meta.url));
const LIBRARIES = {
  mbedtls: ['-lmbedx509', '-lmbedcrypto'],
  wolfssl: ['-lwolfssl'],
  libcrypto: ['-lcrypto'],
};
const OLDEST_COMPILER = [4, 8];

const programs = new Map();

/** What makes a CSR by the program of `sources/`, compiled against the library. */
export const compiled = (name, args) => async (tools) => {
  if (tools.debian.missing) return tools.debian;
  const compiler = await toolChain('cc', ['-dumpfullversion', '-dumpversion'], OLDEST_COMPILER);
  if (compiler.missing) return compiler;
  if (!programs.has(name)) programs.set(name, compile(name, tools));
  return { csr: await outputOf(await programs.get(name), args, { env: tools.debian.env }) };
};

async function compile(name, { debian, folder }) {
  const program = join(folder, `${name}-csr`);
  const args = [...debian.flags, join(SOURCES, `${name}.c`), '-o', program, ...LIBRARIES[name]];
  await outputOf('cc', args, { env: { PATH: process.env['PATH'] } });
  return program;
}
