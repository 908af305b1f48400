import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { journey, scenario, TIERS, tier } from '../../src/cli/templates.ts';
import { PROFILES } from '../../src/config/profile/name.ts';

test.each(PROFILES)('the scenario that init writes for %s is three lines', (name) => {
  const lines = scenario(name).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(`profile('${name}')`);
});

test.each(TIERS)('the tier that init writes for $name states a load, calls it an example, and nothing else', (one) => {
  const text = tier(one);
  expect(parse(text)).toEqual({ ...one });
  expect(text).toContain('The figures are examples');
});

test('a path that ends a string does not end it in the journey', () => {
  expect(journey(new URL("http://127.0.0.1/it's"))).toContain("{ name: '/it\\'s' }");
});
