import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { keyOf } from './texts.mjs';

/**
 * Lets Stryker try nothing but what was drawn: a range of a file has other changes in it as well. It asks a checker before
 * it tries a change; one that does not compile, as this one says of the others, is not tried.
 */
class DrawnOnly {
  #drawn = new Set();

  async init() {
    this.#drawn = new Set(JSON.parse(readFileSync(process.env.CERTPROV_MUTATIONS_DRAWN, 'utf8')));
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map((mutant) => {
        const fileName = relative(process.env.CERTPROV_MUTATIONS_ROOT, mutant.fileName).split(sep).join('/');
        const isDrawn = this.#drawn.has(keyOf({ ...mutant, fileName }));
        return [mutant.id, isDrawn ? { status: 'passed' } : { status: 'compileError', reason: 'not drawn' }];
      }),
    );
  }

  group(mutants) {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'drawn-only', injectableClass: DrawnOnly }];
