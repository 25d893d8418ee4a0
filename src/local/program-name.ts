import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * What a command line begins with where this program lies in `root`: `certprov` when a package manager has put it there,
 * which also links it; `npx certprov` in a clone or an unpacked package, where only npx finds it. What npx fetched for
 * one call is linked nowhere, and goes on under the name that npx was given: another one could be somebody else's.
 */
export function programName(root: string): string {
  const modules = dirname(root);
  if (basename(modules) !== 'node_modules') return 'npx certprov';
  const holder = dirname(modules);
  return basename(dirname(holder)) === '_npx' ? `npx ${fetchedAs(holder)}` : 'certprov';
}

/** npm notes in the folder what it was asked for, e.g. `./certprov-0.1.0.tgz`. */
function fetchedAs(folder: string): string {
  try {
    const { _npx } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly _npx?: { readonly packages?: readonly unknown[] };
    };
    const [one, ...more] = _npx?.packages ?? [];
    return typeof one === 'string' && more.length === 0 && /^[\w@%+=:,./-]+$/.test(one) ? one : 'certprov';
  } catch {
    return 'certprov';
  }
}
