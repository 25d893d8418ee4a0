import { createHash } from 'node:crypto';
import { build } from 'esbuild';
import { deterministicZip } from './deterministic-zip.mjs';
import { common, root } from './esbuild-options.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

/**
 * One Lambda signer as files of dist/: the bundle, the zip to deploy, its description and esbuild's account of what
 * went in.
 */
export async function buildSigner(kind) {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [`src/signer/entries/${kind}.ts`],
    outfile: `dist/assets/signer/${kind}/index.mjs`,
    minify: true,
    metafile: true,
  });
  const bundle = outputFiles[0].contents;
  const notices = await thirdPartyNotices(metafile, root);
  const archived = {
    'index.mjs': bundle,
    ...(notices === undefined ? {} : { 'THIRD_PARTY_NOTICES.txt': Buffer.from(notices) }),
  };
  const zip = deterministicZip(archived);
  const description = {
    sha256Base64: createHash('sha256').update(zip).digest('base64'),
    bytes: bundle.length,
    zipBytes: zip.length,
    files: Object.keys(archived).toSorted(),
  };
  return {
    [`assets/signer/${kind}/index.mjs`]: bundle,
    [`assets/signer/${kind}.zip`]: zip,
    [`assets/signer/${kind}.json`]: `${JSON.stringify(description, null, 2)}\n`,
    [`meta/signer-${kind}.json`]: JSON.stringify(metafile),
  };
}
