import { defineConfig } from 'vitest/config';
import tests from '../../vitest.config.ts';

interface Asked {
  readonly include: string[];
  readonly exclude: string[];
}

const { include, exclude } = JSON.parse(process.env['CERTPROV_MUTATIONS_TESTS'] ?? '{}') as Partial<Asked>;

/** As the other tests run, without the build: its program would be that of the mutants. `npm run bench -- mutations` starts it. */
export default defineConfig({
  test: {
    ...tests.test,
    include: include?.map((path) => (path.endsWith('.ts') ? path : `${path}/*.test.ts`)) ?? [],
    exclude: ['node_modules/**', ...(exclude ?? [])],
    setupFiles: process.env['CERTPROV_MUTATIONS_COVERAGE'] === undefined ? [] : ['bench/mutations/note-coverage.ts'],
    globalSetup: ['bench/mutations/provide-program.ts'],
  },
});
