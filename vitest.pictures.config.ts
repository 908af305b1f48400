import { defineConfig } from 'vitest/config';

/** `npm run pictures`: every report of the fixtures as pictures, to be looked at; they land in pictures/ (git-ignored). */
export default defineConfig({
  test: { include: ['test/page/pictures.ts'], testTimeout: 300_000, maxWorkers: 1 },
});
