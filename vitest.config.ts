import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    exclude: ['test/interop/**', 'node_modules/**'],
    // Generous: a key of RSA 4096 takes as long as it takes, and whole programs start on machines that do other work.
    testTimeout: 120_000,
    // Two on two cores as well: while a test waits for a program that it has started, another one can go on.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // And in each no more than two at a time: programs that get no share of a core miss AWS's five seconds.
    maxConcurrency: 2,
    hookTimeout: 120_000,
  },
});
