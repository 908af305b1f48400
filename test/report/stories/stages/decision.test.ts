import { expect, it } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import { decisionOf } from '../../../../src/report/stories/stages/decision.ts';
import { fold, recordOf, scriptPlan, threshold } from '../../../fixtures/record.ts';
import { Engine, times } from '../../../fixtures/timeline.ts';

/** Half a minute of a script two of whose four users never come back from half-time on. */
function halfHung(objectives = [threshold('http_req_failed', 'rate', '<', 0.01)]) {
  const engine = new Engine().hello();
  for (let s = 0; s < 30; s++) {
    engine.requests(s, { latencies: times(20, 0.05), tags: { scenario: 'a' } }).gen(s, { vus: 4 });
    engine.trend(s, 'iteration_duration', times(10, 0.1), { scenario: 'a' });
  }
  engine.trend(29, 'iterations_cut_off', [15, 15], { scenario: 'a' });
  const record = recordOf(scriptPlan(30, { scenarios: { a: { executor: 'constant-vus', vus: 4 } } }), objectives);
  return decisionOf(judge(record, fold(record, engine.end().close())).result);
}

it('does not advise a longer run where users never came back', () => {
  const { headline, detail } = halfHung();
  expect(headline).toBe('No data: unfinished iterations cannot be judged');
  expect(detail).toMatch(/What ended meanwhile is no pass: find what the others waited for\.$/);
});
