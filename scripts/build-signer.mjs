import { createHash } from 'node:crypto';
import { build } from 'esbuild';
import { deterministicZip } from './deterministic-zip.mjs';
import { common, root } from './esbuild-options.mjs';
import { readManifests } from './read-manifests.mjs';
import { sbom } from './sbom.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

/**
 * One Lambda signer as files of dist/: the bundle, the zip to deploy, its description, its bill of materials and
 * esbuild's account of what went in.
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
  const sha256 = createHash('sha256').update(zip).digest();
  const description = {
    sha256Base64: sha256.toString('base64'),
    bytes: bundle.length,
    zipBytes: zip.length,
    files: Object.keys(archived).toSorted(),
  };
  const { manifest, lock } = await readManifests(root);
  const subject = { ...manifest, name: `certprov-signer-${kind}`, sha256: sha256.toString('hex') };
  return {
    [`assets/signer/${kind}/index.mjs`]: bundle,
    [`assets/signer/${kind}.zip`]: zip,
    [`assets/signer/${kind}.json`]: `${JSON.stringify(description, null, 2)}\n`,
    [`sbom/signer-${kind}.cdx.json`]: sbom(subject, metafile, lock),
    [`meta/signer-${kind}.json`]: JSON.stringify(metafile),
  };
}
