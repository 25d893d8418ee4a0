/** A part of a page that is made, between `<!-- KIND: NAME -->` and `<!-- end of KIND -->`; the rest is written by hand. */
export function sectionOf(page, kind, name) {
  return partsAround(page, kind, name)?.section;
}

/** The page with this section renewed; one without marks has to be given its place first. */
export function withSection(page, kind, name, text) {
  const parts = partsAround(page, kind, name);
  if (!parts) throw new Error(`the page has no place for "${name}"`);
  return `${parts.before}\n\n${text}\n\n${parts.after}`;
}

function partsAround(page, kind, name) {
  const mark = `<!-- ${kind}: ${name} -->`;
  const start = page.indexOf(mark);
  const end = page.indexOf(`<!-- end of ${kind} -->`, start);
  if (start === -1 || end === -1) return undefined;
  return {
    before: page.slice(0, start + mark.length),
    section: page.slice(start + mark.length, end),
    after: page.slice(end),
  };
}
