import { isDeepStrictEqual } from 'node:util';
import { licenceAllowed, SHIPPED, TOOLS } from './licence-allowed.mjs';
import { isOlder, MINIMUM_VERSIONS } from './minimum-versions.mjs';

/** Packages that may bring an install script, and why it may as well not run. */
const INSTALL_SCRIPTS = {
  esbuild: 'only puts the native program in the place of the script that starts it; it works without',
};

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** What is wrong with package-lock.json, in sentences. `bundled`: folders of packages whose code is shipped. */
export function lockFileProblems(lock, manifest, bundled) {
  if (lock.lockfileVersion !== 3) return [`package-lock.json: lockfileVersion is ${lock.lockfileVersion}, not 3`];
  const { '': root, ...entries } = lock.packages;
  const differences = ['dependencies', 'devDependencies', 'optionalDependencies']
    .filter((group) => !isDeepStrictEqual(root?.[group], manifest[group]))
    .map((group) => `package-lock.json: ${group} are not those of package.json`);
  const left = Object.keys(manifest.dependencies ?? {}).map(
    (name) => `package.json: ${name} is in dependencies: its code is in the bundle, and would be installed once more`,
  );
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => `package.json: ${name} is ${version}, which is not one exact version`);
  const wrong = Object.entries(entries).flatMap(([folder, entry]) =>
    entryProblems(folder, entry, bundled.has(folder)).map((problem) => `${folder}: ${problem}`),
  );
  return [...differences, ...left, ...ranges, ...wrong];
}

function entryProblems(folder, entry, isBundled) {
  const { version, resolved, integrity, hasInstallScript, license, dev } = entry;
  const name = entry.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const known = Object.hasOwn(MINIMUM_VERSIONS, name) ? MINIMUM_VERSIONS[name] : undefined;
  const allowed = isBundled || !dev ? SHIPPED : TOOLS;
  return [
    ...(folder.startsWith('node_modules/') && !entry.link ? [] : ['is not a package of a registry']),
    ...(EXACT.test(version ?? '') ? [] : [`version ${version}`]),
    ...(known && isOlder(version ?? '0', known.least)
      ? [`version ${version} is older than ${known.least} (${known.for})`]
      : []),
    ...(SHA512.test(integrity ?? '') ? [] : ['has no SHA-512']),
    // npm asks whatever registry it is set to; the hash decides what is accepted.
    ...(resolved === undefined ? [] : [`comes from ${resolved}`]),
    ...(hasInstallScript && !Object.hasOwn(INSTALL_SCRIPTS, name) ? ['has an install script'] : []),
    ...(licenceAllowed(license, allowed) ? [] : [`its licence ${license} is not on the list`]),
  ];
}
