import { bundledPackages } from './bundled-packages.mjs';

/**
 * A CycloneDX document of whose code is in a bundle, as text. It has neither time nor serial number, so that the same
 * sources give the same bytes.
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export function sbom({ name, version, license, sha256 }, metafile, lock) {
  const subject = {
    type: 'application',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    ...(sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: sha256 }] }),
    licenses: [licenceOf(license)],
  };
  const imported = bundledPackages(metafile);
  const refs = new Map([...imported.keys()].map((folder) => [folder, component(folder, lock)['bom-ref']]));
  const components = new Map([...imported.keys()].map((folder) => [refs.get(folder), component(folder, lock)]));
  const dependsOn = new Map([...components.keys()].map((ref) => [ref, new Set()]));
  for (const [folder, others] of imported)
    for (const other of others) dependsOn.get(refs.get(folder)).add(refs.get(other));
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: subject },
    components: [...components.values()].toSorted(byRef),
    dependencies: [
      { ref: subject['bom-ref'], dependsOn: sorted(components.keys()) },
      ...[...dependsOn].map(([ref, others]) => ({ ref, dependsOn: sorted(others) })).toSorted(byRef),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

// The order of code units, which is the same in every language.
const sorted = (texts) => [...texts].toSorted((a, b) => (a < b ? -1 : 1));
const refOf = (entry) => entry['bom-ref'] ?? entry.ref;
const byRef = (a, b) => (refOf(a) < refOf(b) ? -1 : 1);

function component(folder, lock) {
  const entry = lock.packages[folder];
  if (entry === undefined) throw new Error(`${folder} was bundled and is not in package-lock.json`);
  const { name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length), version } = entry;
  return {
    type: 'library',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    hashes: [
      { alg: 'SHA-512', content: Buffer.from(entry.integrity.slice('sha512-'.length), 'base64').toString('hex') },
    ],
    licenses: [licenceOf(entry.license)],
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  };
}

/** One licence has an identifier, a choice of several is an expression. */
const licenceOf = (license) => (/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license });
