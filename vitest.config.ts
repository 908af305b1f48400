import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What runs the built command. It mostly waits, so three files share the machine. */
const E2E = ['test/e2e/*.test.ts', 'test/reliability/*.test.ts'];
/** What says nothing when other work disturbs it: it sends little load for minutes, and begins when all else is over. */
const ALONE = 'test/e2e/alone/*.test.ts';
/** The work that disturbs. */
const DISTURBING = 'test/e2e/alone/disturbed.test.ts';

/** The longest of their kind begin first, so that none of them is left over at the end with nothing beside it. */
const LONGEST = /test\/(e2e\/(examples|newcomer)|reliability\/(disk-memory-time|process-life)|page\/page)\.test\.ts$/;
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const shared = {
  globalSetup: ['test/engine.setup.ts'],
  setupFiles: ['test/temporary.setup.ts'],
};
const endToEnd = { ...shared, testTimeout: 300_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...E2E, ALONE],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...endToEnd, name: 'e2e', include: E2E, maxWorkers: 3, sequence: { groupOrder: 1 } } },
      {
        test: {
          ...endToEnd,
          name: 'alone',
          include: [ALONE],
          exclude: [DISTURBING],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'disturbed',
          include: [DISTURBING],
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
