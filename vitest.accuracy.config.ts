import { defineConfig } from 'vitest/config';

/** `npm run accuracy`: what is statistical or long. Not in CI; its results stand, dated, in docs/accuracy.md. */
export default defineConfig({
  test: {
    include: ['test/accuracy/**/*.accuracy.ts'],
    globalSetup: ['test/engine.setup.ts'],
    setupFiles: ['test/temporary.setup.ts'],
    testTimeout: 3 * 3_600_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
