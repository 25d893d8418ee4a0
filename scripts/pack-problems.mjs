import { posix } from 'node:path';

const SIGNERS = ['acm-pca', 'kms', 'secret', 'est', 'step-ca', 'vault', 'webhook'];

/** Files of the package whose names are known, each of which has to be there. */
const NEEDED = [
  'package.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'SECURITY.md',
  'bin/certprov.js',
  'bin/package.json',
  'dist/main.cjs',
  'dist/command-line.js',
  'dist/sandbox.js',
  'dist/sandbox.d.ts',
  'dist/sandbox-serving.js',
  'dist/sandbox-serving.d.ts',
  'dist/THIRD_PARTY_NOTICES.txt',
  'dist/sbom/certprov.cdx.json',
  'dist/assets/lambda-runtime/bootstrap.mjs',
  ...SIGNERS.flatMap((kind) => [
    `dist/assets/signer/${kind}.zip`,
    `dist/assets/signer/${kind}.json`,
    `dist/assets/signer/${kind}/index.mjs`,
    `dist/sbom/signer-${kind}.cdx.json`,
  ]),
];

/** Those whose names change with what is in them. */
const ALLOWED = [
  /^dist\/chunks\/[\w-]+-[A-Z0-9]{8}\.js$/,
  /^dist\/assets\/seed-functions\/[\w-]+\.(mjs|py)$/,
  /^docs\/[\w-]+\.md$/,
  /^docs\/schemas\/[a-z-]+\.json$/,
  /^docs\/adr\/\d{4}-[\w-]+\.md$/,
];

/** What a package with these files lacks, and what it has that nobody put on the list. */
export const packProblems = (paths) => [
  ...NEEDED.filter((path) => !paths.includes(path)).map((path) => `missing: ${path}`),
  ...paths
    .filter((path) => !NEEDED.includes(path) && !ALLOWED.some((pattern) => pattern.test(path)))
    .map((path) => `does not belong: ${path}`),
];

const LINK = /\]\(([^)#\s:]+)(?:#[^)]*)?\)/g;

/** Links of a packed page that lead to nothing in the package: whoever has only that cannot follow them. */
export const deadLinks = (page, text, paths) =>
  [...new Set([...text.matchAll(LINK)].map(([, target]) => posix.join(posix.dirname(page), target)))]
    .filter((target) => !paths.some((path) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`)))
    .map((target) => `dead link: ${page} leads to ${target}`);
