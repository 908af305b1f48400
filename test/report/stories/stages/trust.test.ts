import { expect, it } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import { validityChecks } from '../../../../src/report/stories/stages/trust.ts';
import { fold, planOf, recordOf, runOf } from '../../../fixtures/record.ts';
import { times } from '../../../fixtures/timeline.ts';

it('says of load that was not offered what was missing, not that all that was scheduled has started', () => {
  const plan = planOf({ profile: 'load', arrivals: 'even', override: { rate: 20, duration: 30, ramp: 3 } });
  const offered = (perSecond: number) => {
    const record = recordOf(plan);
    const engine = runOf(plan, {
      load: { second: () => ({ latencies: times(perSecond, 0.05) }), gen: () => ({ vus: 1 }) },
    });
    return validityChecks(judge(record, fold(record, engine)).result).find(({ name }) => name === 'Load offered');
  };
  expect(offered(20)).toMatchObject({ found: '100 % of the scheduled arrivals', passed: true });
  expect(offered(18)).toMatchObject({ found: 'only 361 of the 400 planned iterations came due', passed: false });
});
