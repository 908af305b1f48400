import { expect, test } from 'vitest';
import { gateFindings } from '../../../src/config/gate/findings.ts';
import { GateFile } from '../../../src/config/gate/gate-file.ts';
import { checkSchema } from '../../../src/input/explain.ts';
import { formatPath } from '../../../src/input/finding.ts';

function faults(written: unknown): string[] {
  const { data, findings } = checkSchema(GateFile, written);
  const found = data ? gateFindings(data, ['small', 'medium']) : findings;
  return found.map(({ path, what }) => `${formatPath(path)}: ${what}`);
}

test('what is not written has its default', () => {
  expect(GateFile.parse({ runs: [{ scenario: 'load' }] })).toEqual({
    repeats: 5,
    retries: 2,
    compare: 'baseline',
    failOn: 'critical',
    changes: 'tell',
    sources: 'require',
    runs: [{ scenario: 'load' }],
  });
});

test.each<[string, unknown, RegExp]>([
  ['nothing to run', { runs: [] }, /^runs: /],
  ['a key that is none', { runs: [{ scenario: 'load', tier: 'small' }] }, /^runs\[0\]\.tier: .*tier/],
  ['a word that is none', { compare: 'main', runs: [{ scenario: 'load' }] }, /^compare: /],
  ['no repeats', { repeats: 0, runs: [{ scenario: 'load' }] }, /^repeats: /],
  [
    'a tier that is none',
    { runs: [{ scenario: 'load', tiers: ['small', 'medum'] }] },
    /^runs\[0\]\.tiers\[1\]: there is no tier "medum"$/,
  ],
  [
    'an objective that is none',
    { runs: [{ scenario: 'load', objectives: ['p95 fast'] }] },
    /^runs\[0\]\.objectives\[0\]: "p95 fast" is no objective$/,
  ],
  ['a change that is none', { runs: [{ scenario: 'load', set: ['hold'] }] }, /^runs\[0\]\.set: "hold" sets nothing$/],
  [
    'the same twice',
    {
      runs: [
        { scenario: 'soak', tiers: ['small'] },
        { scenario: 'endurance', tiers: ['medium', 'small'] },
      ],
    },
    /^runs\[1\]\.tiers\[1\]: endurance at small stands in runs\[0\] as well$/,
  ],
])('%s', (_, written, fault) => {
  const found = faults(written);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(fault);
});
