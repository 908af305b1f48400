import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What runs the built command. It mostly waits, so that more files than there are cores share the machine. */
const E2E = ['test/e2e/*.test.ts', 'test/reliability/*.test.ts'];
/** What says nothing when other work disturbs it: it sends little load for minutes, and begins when all else is over. */
const ALONE = 'test/e2e/alone/*.test.ts';
/** What needs a process of its own: it replaces modules and globals, or looks at what a process does once. */
const APART = [
  'test/host/*.test.ts',
  'test/scenario/**/*.test.ts',
  'test/press/without-typesetter.test.ts',
  'test/monitor/watch.test.ts',
];

/**
 * In this order files begin. What asks by when the machine does something comes before what is hungry for CPU, the longest first,
 * so that nothing is left over at the end beside an idle core. Files that share a process follow one another: it ends
 * with the first of another kind.
 */
const ORDER = [
  /test\/(e2e\/(examples|cases|endings|stock)|reliability\/process-life)\.test\.ts$/,
  /test\/(e2e|reliability)\/(?!analyze|disk|hostile|input-files|newcomer|plan|supply-chain)/,
  /test\/(e2e\/newcomer|reliability\/(disk-memory-time|supply-chain)|page\/page|press\/pdf)\.test\.ts$/,
  /test\/(e2e|reliability)\//,
  /test\/(host|scenario)\/|without-typesetter/,
  /test\/(judge\/search\/capacity|measure\/drivers\/(pilot|by-trials)|capacity\/search\/search)\.test\.ts$/,
];
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = ORDER.findIndex((pattern) => pattern.test(moduleId));
      return place < 0 ? ORDER.length : place;
    };
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

const setup = { globalSetup: ['test/engine.setup.ts'], setupFiles: ['test/temporary.setup.ts'] };
const room = { ...setup, testTimeout: 180_000, hookTimeout: 120_000 };
const endToEnd = { ...setup, testTimeout: 300_000, hookTimeout: 120_000, maxConcurrency: 3 };

const together = { maxWorkers: 2 * availableParallelism(), sequence: { groupOrder: 0 } };
/** Rooms compute. More workers than cores would only load the same modules, and make the same fixtures, more often. */
const computing = { maxWorkers: availableParallelism(), sequence: { groupOrder: 1 } };
/** One file at a time: where a hypervisor takes a tenth of the CPUs, two at once were disturbed twice as often. */
const alone = { maxWorkers: 1, sequence: { groupOrder: 2 } };
/**
 * Files share the process of a worker, one after the other: loading the same modules anew for each cost more than half of the
 * CPU time of the rooms. Rooms keep no state that one file could leave to the next; what does is in `APART`.
 */
const shared = { isolate: false };

export const ROOMS = {
  ...room,
  ...computing,
  ...shared,
  name: 'rooms',
  include: ['test/**/*.test.ts'],
  exclude: [...E2E, ALONE, ...APART],
};
export const ROOMS_APART = { ...room, ...together, name: 'apart', include: APART };
export const END_TO_END = { ...endToEnd, ...together, ...shared, name: 'e2e', include: E2E };
const UNDISTURBED = { ...endToEnd, ...alone, ...shared, name: 'alone', include: [ALONE] };

/** Projects as vitest has them, their files in order. */
export const inOrder = (projects: (typeof ROOMS_APART)[]) =>
  defineConfig({ test: { sequence: { sequencer: InOrder }, projects: projects.map((test) => ({ test })) } });

export default inOrder([ROOMS, ROOMS_APART, END_TO_END, UNDISTURBED]);
