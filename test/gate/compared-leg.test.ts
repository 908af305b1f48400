import { expect, test } from 'vitest';
import { figuresOf, type RunFigures } from '../../src/compare/runs/run-figures.ts';
import { comparedLeg } from '../../src/gate/compared-leg.ts';
import { sightsOf } from '../../src/gate/sight.ts';
import { runs } from '../compare/runs/made-runs.ts';

/** Five runs with eight metrics of four endpoints; p95 of GET /rare in each of them times `slower`. */
function five(seed: number, slower: readonly number[] = [1]): RunFigures[] {
  const others = runs(5, { seed: seed + 100 });
  return runs(5, { seed }).map((result, at) => {
    const [rare, more] = others[at]!.endpoints as [(typeof result.endpoints)[0], (typeof result.endpoints)[0]];
    const { latency } = rare;
    const p95 = latency.p95! * slower[at % slower.length]!;
    const endpoints = [
      ...result.endpoints,
      { ...rare, name: '/rare', latency: { ...latency, p95 } },
      { ...more, name: '/other' },
    ];
    return figuresOf({ ...result, endpoints });
  });
}

test('an endpoint so much slower that it is no chance is not passed where the endpoints are too many to show any', () => {
  const baseline = five(1);
  expect(sightsOf(baseline, 5)).toMatchObject({ blind: null, blindToEndpoints: expect.any(String) });
  const of = (...slower: number[]) => comparedLeg(baseline, five(2, slower), { scenario: 'load', tier: 'medium' });
  expect(of(8)).toMatchObject({
    verdict: 'inconclusive',
    reasons: [
      expect.stringMatching(
        /^GET \/rare p95 looks worse by 7\d\d %, where \d+(\.\d+)? % may be chance, and nothing can show it: 5 runs against 5 are too few for 8 metrics$/,
      ),
    ],
  });
  expect(of(8, 8, 8, 8, 1).verdict).toBe('inconclusive');
  expect(of(1)).toMatchObject({ verdict: 'no-regression', reasons: [] });
});
