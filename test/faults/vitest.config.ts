import { defineConfig } from 'vitest/config';
import tests from '../../vitest.config.ts';

/** As the other tests run; `npm run test:faults` starts it and prints the matrix. */
export default defineConfig({
  test: {
    ...tests.test,
    include: ['test/faults/**/*.faults.ts'],
    exclude: ['node_modules/**'],
    // The full form waits for AWS's slowest answers, and meanwhile goes on with others.
    maxConcurrency: process.env['CERTPROV_FAULTS'] === 'full' ? 3 : 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
