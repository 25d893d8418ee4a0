import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What package.json asks for, and what package-lock.json has settled on. */
export async function readManifests(root) {
  const [manifest, lock] = await Promise.all(
    ['package.json', 'package-lock.json'].map(async (name) => JSON.parse(await readFile(join(root, name), 'utf8'))),
  );
  return { manifest, lock };
}
