import { expect, test } from 'vitest';
import { scenario } from '../../src/cli/templates.ts';
import { PROFILES } from '../../src/config/profile-name.ts';

test.each(PROFILES)('the scenario that init writes for %s is three lines', (name) => {
  const lines = scenario(name).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(`profile('${name}')`);
});
