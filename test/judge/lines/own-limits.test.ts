import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { fold, objective, ratio, recordOf, runOf, scriptPlan } from '../../fixtures/record.ts';

const FILES = 'dial: unknown errno 24 error with msg `too many open files`';
const PORTS = 'dial: unknown errno 99 error with msg `cannot assign requested address`';

/** A run of 60 s with 20 good requests/s, and so many a second that failed with an error. */
function judged(failed: number, error: string, objectives = [ratio({ part: { expected_response: 'false' } })]) {
  const record = recordOf(scriptPlan(60), objectives);
  const engine = runOf(record.plan, {
    '': { second: () => ({ latencies: Array.from({ length: 20 }, () => 0.05), failed }) },
  });
  const line = engine.lines.find(
    (each) => each.t === 'series' && each.metric === 'http_reqs' && 'error_code' in each.tags,
  );
  if (line?.t === 'series') engine.exemplar({ id: line.id, kind: 'error', error, code: line.tags['error_code']! });
  return judge(record, fold(record, engine)).result;
}

describe('what the generator’s own machine refused', () => {
  it.each([
    [FILES, /ulimit -n/],
    [PORTS, /local port/],
  ])('is never the service’s fault: %s', (error, next) => {
    const { verdict, validity } = judged(5, error);
    expect(verdict).toBe('inconclusive');
    expect(validity.reasons).toContainEqual(
      expect.objectContaining({
        code: 'generator-limits',
        text: expect.stringContaining('300 of 1,500 requests were never sent'),
        next: expect.stringMatching(next),
      }),
    );
  });

  it('leaves a failure alone that is the service’s', () => {
    expect(judged(5, 'connection refused').verdict).toBe('critical');
    expect(judged(5, '').verdict).toBe('critical');
  });

  it('is a reason too where nothing was missed, as soon as it is load that was not offered', () => {
    expect(judged(5, FILES, [objective()]).verdict).toBe('inconclusive');
    expect(judged(0, FILES, [objective()]).verdict).toBe('met');
  });
});
