import { describe } from 'vitest';
import { overloads } from './overloads.ts';
import { stress } from './stress.ts';

// One by one: beside each other they were called disturbed.
describe('overloads, on a machine that nothing else disturbs', () => {
  stress();
  overloads();
});
