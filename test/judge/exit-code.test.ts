import { describe, expect, it } from 'vitest';
import { type Ending, exitCode } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import type { ObjectiveResult } from '../../src/objectives/result.ts';
import type { Zone } from '../../src/objectives/zone.ts';
import type { Result } from '../../src/result/result.ts';
import type { CaveatCode, EndedBy, Verdict } from '../../src/result/vocabulary.ts';
import { fold, objective, recordOf, runOf, scriptPlan } from '../fixtures/record.ts';

const plan = scriptPlan(30);
const record = recordOf(plan, [objective()]);
const { result: HEALTHY } = judge(record, fold(record, runOf(plan)));
const LINE = HEALTHY.objectives[0]!;

const lines = (...zones: Zone[]): ObjectiveResult[] => zones.map((zone) => ({ ...LINE, zone }));

/** A result with this verdict; every objective has its zone unless said. */
function result(verdict: Verdict, objectives?: ObjectiveResult[], totals: Partial<Result['totals']> = {}): Result {
  const zone = verdict === 'inconclusive' ? 'met' : verdict;
  return { ...HEALTHY, verdict, objectives: objectives ?? lines(zone), totals: { ...HEALTHY.totals, ...totals } };
}

const UNREACHABLE = { requests: 100, answered: 0 };
const ending = (patch: Partial<Ending> = {}): Ending => ({ written: true, failOn: 'critical', ...patch });

/** The same of a run that ended otherwise than by its plan. */
function endedBy(by: EndedBy, of: Result): Result {
  return { ...of, run: { ...of.run, state: 'aborted', endedBy: by } };
}

/** The same of a run whose script did not end in order. */
function undone(code: CaveatCode, of: Result): Result {
  return { ...of, caveats: [...of.caveats, { id: `caveat/${code}`, code, text: 'it threw' }] };
}

describe('exitCode', () => {
  it('is 0 for a healthy run', () => {
    expect(exitCode(HEALTHY, ending())).toBe(0);
  });

  // Each row is true of all rows above it as well, but for what outranks it: 130/143 > 7 > 8 > 5 > 3 > 5 > 9 > 0.
  it.each([
    ['stopped by Ctrl-C', 130, endedBy('SIGINT', result('inconclusive', undefined, UNREACHABLE)), { written: false }],
    ['stopped by SIGTERM', 143, endedBy('SIGTERM', result('critical', undefined, UNREACHABLE)), { written: false }],
    ['it sent more than it may', 6, endedBy('guard-rail', result('inconclusive', undefined, UNREACHABLE)), {}],
    ['k6 crashed', 7, endedBy('engine', result('inconclusive', undefined, UNREACHABLE)), { written: false }],
    ['the script called test.abort()', 7, endedBy('script', result('inconclusive')), {}],
    ['setup() threw after it had sent something', 7, endedBy('setup', result('inconclusive')), {}],
    ['k6 refused the script', 2, endedBy('refused', result('no-data', [])), {}],
    ['never an answer', 8, result('inconclusive', undefined, UNREACHABLE), { written: false }],
    ['the run proves nothing', 5, result('inconclusive', lines('critical')), { written: false }],
    ['the disk took no more of the record', 5, endedBy('disk', result('inconclusive')), { written: false }],
    ['nothing could be judged', 5, result('no-data', lines('no-data')), { written: false }],
    ['there is nothing to judge by', 5, result('no-data', []), {}],
    ['what was judged does not count', 5, result('no-data', [{ ...LINE, zone: 'critical', counts: false }]), {}],
    ['an objective is broken', 3, result('critical', lines('critical', 'no-data')), { written: false }],
    ['a threshold that was crossed ended the load', 3, endedBy('threshold', result('critical')), {}],
    ['the kill switch ended it, and an objective is broken', 3, endedBy('kill-switch', result('critical')), {}],
    ['degraded, and that was to fail', 3, result('degraded'), { failOn: 'degraded', written: false }],
    [
      'degraded and no data, and degraded was to fail',
      3,
      result('no-data', lines('degraded', 'no-data')),
      { failOn: 'degraded' },
    ],
    ['a required objective has no data', 5, result('no-data', lines('met', 'no-data')), { written: false }],
    ['degraded and no data', 5, result('no-data', lines('degraded', 'no-data')), {}],
    ['a report could not be written', 9, result('met'), { written: false }],
    ['teardown() threw', 9, undone('teardown-failed', result('met')), {}],
    ['handleSummary() threw', 9, undone('summary-failed', result('degraded')), {}],
    ['teardown() threw after a broken objective', 3, undone('teardown-failed', result('critical')), {}],
    ['degraded, and a report could not be written', 9, result('degraded'), { written: false }],
    ['degraded', 0, result('degraded'), {}],
    ['met', 0, result('met'), { failOn: 'degraded' }],
    ['some requests were never answered', 0, result('met', undefined, { requests: 100, answered: 1 }), {}],
    ['no request of HTTP at all', 0, result('met', undefined, { requests: 0, answered: 0 }), {}],
  ] as const)('%s: %d', (_, code, of, patch) => {
    expect(exitCode(of, ending(patch))).toBe(code);
  });

  it('does not fail for a degraded line on which the verdict does not rest', () => {
    const of = result('met', [LINE, { ...LINE, zone: 'degraded', counts: false }]);
    expect(exitCode(of, ending({ failOn: 'degraded' }))).toBe(0);
  });
});
