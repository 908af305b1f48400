import { describe } from 'vitest';
import { overloads } from './overloads.ts';
import { searches } from './searches.ts';
import { stress } from './stress.ts';

// Searches three at a time: each sends little and computes in one thread, and none of their verdicts rests on a second.
// What overloads a service comes after them, one by one: beside a search that computes it was called disturbed.
describe.concurrent('searches, on a machine that nothing else disturbs', () => {
  searches();
});
describe('overloads, on a machine that nothing else disturbs', () => {
  stress();
  overloads();
});
