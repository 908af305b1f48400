import { expect, it } from 'vitest';
import { configHash } from '../../../src/pipeline/record/provenance.ts';
import type { Plan } from '../../../src/plan/plan.ts';

it('two seeds are one configuration, two plans or objectives are two', () => {
  const plan = { profile: 'load', seed: 1, duration: 60 } as Plan;
  const hash = configHash(plan, []);
  expect(configHash({ ...plan, seed: 2 }, [])).toBe(hash);
  expect(configHash({ ...plan, duration: 61 }, [])).not.toBe(hash);
  expect(configHash(plan, [{ name: 'x' } as never])).not.toBe(hash);
});
