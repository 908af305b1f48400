import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What ends otherwise, or is done once more, where other work leaves no CPU idle: an objective that is missed then proves
 * nothing, and what must end within seconds comes late. It mostly waits for the real k6, so that more files than there
 * are cores share the machine.
 */
const WATCHFUL = [
  'test/e2e/{cases,endings,examples,exit-codes,gate,newcomer,pair,plan-cases,profiles}.test.ts',
  'test/e2e/{stock,stock-capacity,thresholds}.test.ts',
  'test/reliability/{engine-outcomes,process-life,target-and-network,target-and-network-limits}.test.ts',
];
/** What runs the built command or the real k6, and says the same on a busy machine. */
const E2E = ['test/e2e/*.test.ts', 'test/reliability/*.test.ts'];
/** What says nothing when other work disturbs it: it sends little load for minutes, and begins when all else is over. */
const ALONE = 'test/e2e/alone/*.test.ts';
/** What needs a process of its own: it replaces modules and globals, or looks at what a process does once. */
const APART = ['test/host/*.test.ts', 'test/scenario/**/*.test.ts', 'test/press/without-typesetter.test.ts'];

/**
 * In this order files begin. Of what is watchful the longest come first, so that nothing is left over at the end beside an
 * idle core. What only waits and what only computes take turns, so that both cores have work all the time. Files that
 * share a process follow one another: it ends with the first of another kind.
 */
const ORDER = [
  /test\/(e2e\/(examples|cases|endings|stock|newcomer)|reliability\/process-life)\.test\.ts$/,
  /test\/e2e\/(exit-codes|gate|pair|plan-cases|profiles|stock-capacity|thresholds)\.test\.ts$/,
  /test\/reliability\/(engine-outcomes|target-and-network)/,
  /test\/reliability\/(disk-memory-time|supply-chain)\.test\.ts$/,
  /test\/(press\/pdf|page\/page)\.test\.ts$/,
  /test\/(e2e\/(compatibility|plain|until-sure)|reliability\/guard-rails)/,
  /test\/(judge\/search\/capacity|measure\/drivers\/(pilot|by-trials)|capacity\/search\/search)\.test\.ts$/,
  /test\/(e2e|reliability)\//,
  /test\/(host|scenario)\/|without-typesetter/,
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

const cores = availableParallelism();
const watchful = { maxWorkers: 2 * cores, sequence: { groupOrder: 0 } };
/** What waits and what computes: more workers than cores, and not so many that each loads the same modules again. */
const together = { maxWorkers: Math.ceil(2.5 * cores), sequence: { groupOrder: 1 } };
const alone = { maxWorkers: 1, sequence: { groupOrder: 2 } };
/**
 * Files share the process of a worker, one after the other: loading the same modules anew for each cost more than half of the
 * CPU time of the rooms. Rooms keep no state that one file could leave to the next; what does is in `APART`.
 */
const shared = { isolate: false };

export const ROOMS = {
  ...room,
  ...together,
  ...shared,
  name: 'rooms',
  include: ['test/**/*.test.ts'],
  exclude: [...E2E, ALONE, ...APART],
};
export const ROOMS_APART = { ...room, ...together, name: 'apart', include: APART };
export const END_TO_END = { ...endToEnd, ...together, ...shared, name: 'e2e', include: E2E, exclude: WATCHFUL };
export const END_TO_END_WATCHFUL = { ...endToEnd, ...watchful, ...shared, name: 'watchful', include: WATCHFUL };
const UNDISTURBED = { ...endToEnd, ...alone, ...shared, name: 'alone', include: [ALONE] };

/** Projects as vitest has them, their files in order. */
export const inOrder = (projects: (typeof ROOMS_APART)[]) =>
  defineConfig({ test: { sequence: { sequencer: InOrder }, projects: projects.map((test) => ({ test })) } });

export default inOrder([END_TO_END_WATCHFUL, END_TO_END, ROOMS, ROOMS_APART, UNDISTURBED]);
