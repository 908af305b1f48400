import { describe } from 'vitest';
import { overloads } from './overloads.ts';
import { searches } from './searches.ts';
import { stress } from './stress.ts';

// Three at a time, the longest first: each sends little and computes in one thread, so that together they leave more
// than half of two cores idle, but for the second in which each starts. One file, so that one begins whenever another
// is over.
describe.concurrent('on a machine that nothing else disturbs', () => {
  searches();
  stress();
  overloads();
});
