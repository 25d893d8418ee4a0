import { packageFolder } from './package-folder.mjs';

/**
 * Whose code is in a bundle, by esbuild's account of it: folders of packages, each with the folders whose code it
 * imports. What was read and then shaken out is not in it.
 */
export function bundledPackages({ inputs, outputs }) {
  const kept = Object.values(outputs).flatMap(({ inputs: parts }) =>
    Object.entries(parts)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
  const folders = new Set(kept.map(packageFolder).filter((folder) => folder !== undefined));
  const imported = new Map([...folders].toSorted().map((folder) => [folder, new Set()]));
  for (const path of kept) {
    const from = imported.get(packageFolder(path));
    for (const { path: target } of inputs[path]?.imports ?? []) {
      const folder = packageFolder(target);
      if (folder !== packageFolder(path) && folders.has(folder)) from?.add(folder);
    }
  }
  return imported;
}
