/**
 * Packages of which an older version is known to be vulnerable: what may be in the lock file at least, and why.
 * `npm audit` knows more, and needs a network; this holds without one, whatever a dependency asks for.
 */
export const MINIMUM_VERSIONS = {
  '@smithy/config-resolver': { least: '4.4.0', for: 'GHSA-6475-r3vj-m8vf: a Region that is no host label' },
  'fast-xml-parser': { least: '4.5.5', for: 'CVE-2026-25896 and CVE-2026-33036: entities of a DOCTYPE' },
  'ip-address': { least: '10.1.1', for: 'CVE-2026-42338: HTML made of an address' },
  'node-forge': { least: '1.4.0', for: 'CVE-2026-33891 and three more: signatures and chains' },
  uuid: { least: '11.1.1', for: 'CVE-2026-41907: writing past the end of a buffer' },
  ws: { least: '8.17.1', for: 'CVE-2024-37890: a request with many headers' },
};

/** Whether an exact version is older than another; a pre-release counts as its release. */
export function isOlder(version, least) {
  const [a, b] = [version, least].map((text) => text.split('-')[0].split('.').map(Number));
  const place = b.findIndex((number, index) => number !== a[index]);
  return place >= 0 && a[place] < b[place];
}
