// Proves what docs/supply-chain.md says: every package is one exact version with a hash and a licence that is allowed,
// the bills of materials are right, and a copy of the sources in another folder, installed without any install script,
// builds the same bytes and packs the same package, which runs when it is installed alone. Run after a build.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { bundledPackages } from './bundled-packages.mjs';
import { root } from './esbuild-options.mjs';
import { lockFileProblems } from './lock-file-problems.mjs';
import { readManifests } from './read-manifests.mjs';
import { sbomProblems } from './sbom-problems.mjs';

const run = promisify(execFile);
// npm is a script on Windows, which only a shell can start there.
const npm = (args, cwd) =>
  run('npm', args, { cwd, shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => stdout,
  );
const readJson = async (...path) => JSON.parse(await readFile(join(...path), 'utf8'));

/** What a clone does not have, and what has no part in the package. */
const LEFT_OUT = ['.git', '.cache', 'bench', 'coverage', 'dist', 'node_modules', 'test'];

const folder = await mkdtemp(join(tmpdir(), 'certprov-supply-chain-'));
try {
  const problems = [...(await packages()), ...(await anotherBuild(join(folder, 'elsewhere', 'copy')))];
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The lock file, the licences, and the bills of materials by npm's own. */
async function packages() {
  const { manifest, lock } = await readManifests(root);
  const bundles = await Promise.all(
    (await readdir(join(root, 'dist', 'meta'))).map(async (name) => [
      basename(name, '.json'),
      await readJson(root, 'dist', 'meta', name),
    ]),
  );
  const bundled = new Map(bundles.map(([name, metafile]) => [name, [...bundledPackages(metafile).keys()]]));
  const program = new Set(bundled.get('main'));
  const notices = await readFile(join(root, 'dist', 'THIRD_PARTY_NOTICES.txt'), 'utf8');
  const bills = Object.fromEntries(
    await Promise.all(
      (await readdir(join(root, 'dist', 'sbom'))).map(async (name) => [
        name,
        await readJson(root, 'dist', 'sbom', name),
      ]),
    ),
  );
  const all = JSON.parse(await npm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--offline'], root));
  const npmrc = await readFile(join(root, '.npmrc'), 'utf8');
  console.log(
    `${Object.keys(lock.packages).length - 1} packages in the lock file, ${program.size} in the program, ${
      [...bundled].filter(([name]) => name !== 'main').flatMap(([, folders]) => folders).length
    } in the ${bundled.size - 2} signers`,
  );
  return [
    ...lockFileProblems(lock, manifest, program),
    ...(/^\s*(@.*:)?registry\s*=|_auth|\/\//im.test(npmrc) ? ['.npmrc names a registry or credentials'] : []),
    ...[...bundled]
      .filter(([name, folders]) => name !== 'main' && folders.length > 0)
      .map(([name, folders]) => `${name} has code of ${folders.join(', ')}`),
    ...sbomProblems(bills, all, notices),
  ];
}

/** Installs without scripts, builds and packs in another folder; all of it has to come out the same. */
async function anotherBuild(copy) {
  await cp(root, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.includes(relative(root, path).split(sep)[0]),
  });
  await npm(['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], copy);
  await run(process.execPath, [join(copy, 'scripts', 'build.mjs')], { cwd: copy });
  const [here, there] = await Promise.all([digests(join(root, 'dist')), digests(join(copy, 'dist'))]);
  const names = [...new Set([...here.keys(), ...there.keys()])];
  const different = names.filter((name) => here.get(name) !== there.get(name));
  const packed = await Promise.all([root, copy].map(pack));
  console.log(`${names.length} built files, ${different.length} of them not the same from another folder`);
  console.log(`package ${packed.map(({ sha256 }) => `SHA-256 ${sha256}`).join(', from the other folder ')}`);
  return [
    ...different.map((name) => `dist/${name} is not what the sources give in another folder (npm run build)`),
    ...(await installedAlone(packed[0].file)),
    ...(packed[0].sha256 === packed[1].sha256 ? [] : ['npm pack gives other bytes in another folder']),
  ];
}

/** No network, no script, no other package: what was packed is all there is. */
async function installedAlone(file) {
  const place = join(folder, 'installed');
  await mkdir(place);
  await npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', file], place);
  const names = (await readdir(join(place, 'node_modules'))).filter((name) => !name.startsWith('.'));
  const program = join(place, 'node_modules', 'certprov', 'bin', 'certprov.js');
  const env = { ...process.env, CERTPROV_HOME: join(folder, 'home') };
  const { stdout } = await run(process.execPath, [program, 'status', '--sandbox', '--json'], { cwd: place, env });
  const { signing } = JSON.parse(stdout);
  console.log(`installed alone: ${names.join(', ')}; status --sandbox says ${signing}`);
  return [
    ...names.filter((name) => name !== 'certprov').map((name) => `the package installs ${name} as well`),
    ...(signing === 'aws-managed' ? [] : ['the installed program does not run']),
  ];
}

async function digests(top) {
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [relative(top, file), digest(await readFile(file))])));
}

async function pack(source, index) {
  const to = join(folder, `packed-${index}`);
  await mkdir(to);
  const [{ filename }] = JSON.parse(
    await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', to], source),
  );
  const file = join(to, filename);
  return { file, sha256: digest(await readFile(file)) };
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
