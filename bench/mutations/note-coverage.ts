import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const { CERTPROV_MUTATIONS_COVERAGE: folder = '' } = process.env;

interface Instrumented {
  readonly __stryker__?: { readonly mutantCoverage?: { readonly static: Readonly<Record<string, number>> } };
}

/** Which changes a test file came by, for a sample; Stryker's own runner notes it by itself. */
afterAll(() => {
  if (!existsSync(folder)) return;
  // oxlint-disable-next-line no-underscore-dangle -- Stryker's name
  const met = (globalThis as Instrumented).__stryker__?.mutantCoverage?.static ?? {};
  writeFileSync(join(folder, `${process.pid}-${process.hrtime.bigint()}.json`), JSON.stringify(Object.keys(met)));
});
