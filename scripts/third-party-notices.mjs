import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from './package-folder.mjs';

/**
 * The licences of the packages that went into a bundle: minifying takes them out of the code, and they ask to be kept.
 * Undefined when there are none.
 */
export async function thirdPartyNotices(metafile, root) {
  const folders = Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? []);
  if (folders.length === 0) return undefined;
  const packages = await Promise.all([...new Set(folders)].toSorted().map((folder) => licenceOf(join(root, folder))));
  const namesByText = new Map();
  for (const { name, text } of packages) namesByText.set(text, (namesByText.get(text) ?? new Set()).add(name));
  const notices = [...namesByText].map(([text, names]) => `== ${[...names].join(', ')} ==\n\n${text}\n`);
  return `Software that was bundled, and its licences\n\n${notices.join('\n')}`;
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).toSorted().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(join(folder, file), 'utf8') : `${license}`;
  return { name: `${name} ${version}`, text: text.replaceAll('\r\n', '\n').trim() };
}
