import { expect, test } from 'vitest';
import { withoutEnded } from '../../../src/pipeline/gate/given.ts';
import type { Result } from '../../../src/result/result.ts';
import { runs } from '../../compare/runs/made-runs.ts';

test('a run that ended its gate is no run to go on from, and is told', () => {
  const said: string[] = [];
  const endings = ['plan', 'SIGINT', 'guard-rail', 'engine', 'plan'] as const;
  const given = runs(5).map(
    (result, at): Result => ({ ...result, verdict: 'met', run: { ...result.run, endedBy: endings[at]! } }),
  );
  expect(withoutEnded(given, (text) => said.push(text))).toEqual([given[0], given[4]]);
  expect(said.map((text) => text.slice(0, 24))).toEqual([
    'run-1-1 ended with 130 a',
    'run-1-2 ended with 6 and',
    'run-1-3 ended with 7 and',
  ]);
});
