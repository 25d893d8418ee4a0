import { isDeepStrictEqual } from 'node:util';

/**
 * What is wrong with bills of materials, by file name: `all` is npm's own bill of the whole lock file, made without our
 * code, and `notices` the text that is shipped with the licences.
 */
export function sbomProblems(bills, all, notices) {
  const byPurl = new Map(all.components.map((component) => [component.purl, component]));
  const names = new Set([...notices.matchAll(/^== (.+) ==$/gm)].flatMap(([, list]) => list.split(', ')));
  return Object.entries(bills).flatMap(([file, bill]) => [
    ...((bill.serialNumber ?? bill.metadata.timestamp) ? [`${file}: has a time or a serial number`] : []),
    ...bill.components.flatMap((component) =>
      componentProblems(component, byPurl.get(component.purl), names).map((problem) => `${file}: ${problem}`),
    ),
  ]);
}

function componentProblems(component, other, names) {
  const { purl, name, version } = component;
  if (other === undefined) return [`${purl} is not in the lock file`];
  return [
    ...['name', 'version', 'hashes', 'licenses']
      .filter((member) => !isDeepStrictEqual(component[member], other[member]))
      .map((member) => `the ${member} of ${purl} are not what npm says`),
    ...(names.has(`${name} ${version}`) ? [] : [`${purl} is not in THIRD_PARTY_NOTICES.txt`]),
  ];
}
