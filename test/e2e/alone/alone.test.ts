import { describe } from 'vitest';
import { overloads } from './overloads.ts';
import { searches } from './searches.ts';
import { stress } from './stress.ts';

// Overloads beside each other: each waits for its load most of the time. A search computes in a thread of its own, and what
// overloads a service beside it was called disturbed.
describe.concurrent('overloads, on a machine that nothing else disturbs', () => {
  stress();
  overloads();
});
describe('a search, on a machine that nothing else disturbs', () => {
  searches();
});
