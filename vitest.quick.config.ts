import { END_TO_END_WATCHFUL, inOrder, ROOMS, ROOMS_APART } from './vitest.config.ts';

/** What draws, prints, simulates whole searches, or runs the engine: most of the time that the rooms take. */
const SLOW = [
  'test/{bench,examples,k6,measure/drivers,page,pipeline,press,sandbox}/**',
  'test/capacity/{search-accuracy,simulation}.test.ts',
  'test/capacity/search/**',
  'test/judge/search/capacity.test.ts',
];
/** One road through the built command: what a run prints and writes, how it ends. */
const ROAD = ['test/e2e/{exit-codes,interface}.test.ts'];

/** `npm run test:quick`: the pure rooms but for what is slow, and the built command once. */
export default inOrder([
  { ...ROOMS, exclude: [...ROOMS.exclude, ...SLOW] },
  ROOMS_APART,
  { ...END_TO_END_WATCHFUL, include: ROAD },
]);
