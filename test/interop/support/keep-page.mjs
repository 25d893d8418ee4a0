import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const DOCS = new URL('../../../docs/', import.meta.url);

/** Throws when the page on disk says something else; with `CERTPROV_WRITE_DOCS=1` it is written instead. */
export async function keepPage(name, text) {
  const path = fileURLToPath(new URL(name, DOCS));
  const page = await prettier.format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'always' });
  if (process.env['CERTPROV_WRITE_DOCS'] === '1') writeFileSync(path, page);
  else if (readFileSync(path, 'utf8') !== page)
    throw new Error(`docs/${name} is not what was seen: CERTPROV_WRITE_DOCS=1 writes it`);
}
