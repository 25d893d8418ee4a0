/** The folder of the package that a bundled file came from, as package-lock.json names it; undefined for our own. */
export const packageFolder = (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
