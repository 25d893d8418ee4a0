import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../../docs/external-ca.md', import.meta.url));
const SHELL = /^```sh\n([\s\S]*?)^```$/gm;

/** Everything that a section of the page has its reader type, in order, with the names of the page replaced. */
export function commandsOf(section, names) {
  const sections = readFileSync(PAGE, 'utf8').split(/^## /m);
  const text = sections.find((one) => one.startsWith(`${section}\n`));
  if (text === undefined) throw new Error(`docs/external-ca.md has no section ${section}`);
  const commands = [...text.matchAll(SHELL)].map(([, block]) => block).join('');
  for (const name of Object.keys(names)) {
    if (!commands.includes(name)) throw new Error(`the section ${section} does not name ${name} any more`);
  }
  return Object.entries(names).reduce((all, [name, real]) => all.replaceAll(name, real), commands);
}
