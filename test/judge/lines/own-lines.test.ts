import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { FlowOfSecond, LedgerTotals } from '../../../src/metrics/lines/lines.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { fold, objective, planOf, recordOf, scriptPlan, threshold } from '../../fixtures/record.ts';
import { Engine, times } from '../../fixtures/timeline.ts';

const FAILED = threshold('http_req_failed', 'rate', '<', 0.01);
const USERS = { scenarios: { a: { executor: 'constant-vus', vus: 4, duration: '30s', gracefulStop: '0s' } } };
const RATE = (maxVUs: number) => ({
  scenarios: {
    a: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '30s', preAllocatedVUs: 2, maxVUs },
  },
});

function ledger(patch: Partial<LedgerTotals['requests']>, threw = 0): LedgerTotals {
  return {
    iterations: { started: 600, ended: 600, threw, cutOff: 0 },
    requests: { started: 600, ended: 600, cutOff: 0, redirects: 0, followed: 0, endless: 0, ...patch },
  };
}

/** Half a minute of 20 requests/s of 50 ms by four users, and what else the test adds. */
function run(options: Record<string, unknown>, more: (engine: Engine) => Engine, objectives = [FAILED], end = {}) {
  const plan = scriptPlan(30, options);
  const engine = new Engine().hello();
  for (let s = 0; s < 30; s++) {
    engine.requests(s, { latencies: times(20, 0.05), tags: { scenario: 'a' } }).gen(s, { vus: 4 });
  }
  const record = recordOf(plan, objectives);
  return judge(record, fold(record, more(engine).end(end).close())).result;
}

const line = (result: ReturnType<typeof run>, name: string) => result.objectives.find((each) => each.name === name);

describe('requests that were never answered', () => {
  const cut = (ages: readonly number[]) => (engine: Engine) =>
    engine.trend(29, 'requests_cut_off', ages, { scenario: 'a', method: 'GET' });

  it('are a line that is there only when there are any, older than answers take', () => {
    expect(line(run(USERS, cut([])), 'unanswered requests')).toBeUndefined();
    expect(line(run(USERS, cut(times(4, 0.9))), 'unanswered requests')).toBeUndefined();
    expect(run(USERS, cut(times(4, 0.9))).verdict).toBe('met');
  });

  it('are the share of the users’ time that hung where users wait: two of four for 15 of 30 s', () => {
    const result = run(USERS, cut([15, 15]));
    expect(line(result, 'unanswered requests')).toMatchObject({ zone: 'critical', counts: true, samples: 2 });
    expect(line(result, 'unanswered requests')?.actual).toBeCloseTo(0.25, 2);
    expect(result.verdict).toBe('critical');
    expect(line(result, 'unanswered requests')?.note).toMatch(
      /^2 cut off, the oldest after 15 s: 0.33.* of all, 25.* of the users’ time$/,
    );
  });

  it('are their share of requests where arrivals come by themselves: 2 of 602', () => {
    const result = run(RATE(100), cut([15, 15]));
    expect(line(result, 'unanswered requests')).toMatchObject({ zone: 'met' });
    expect(line(result, 'unanswered requests')?.actual).toBeCloseTo(2 / 602, 5);
    expect(line(run(RATE(100), cut(times(30, 15))), 'unanswered requests')).toMatchObject({ zone: 'critical' });
  });
});

describe('iterations that never ended', () => {
  const cut =
    (ages: readonly number[], requests: readonly number[] = [], each = 0.1) =>
    (engine: Engine) => {
      for (let s = 0; s < 30; s++) engine.trend(s, 'iteration_duration', times(10, each), { scenario: 'a' });
      engine.trend(29, 'iterations_cut_off', ages, { scenario: 'a' });
      return engine.trend(29, 'requests_cut_off', requests, { scenario: 'a' });
    };
  const unfinished = (...more: Parameters<typeof cut>) => line(run(USERS, cut(...more)), 'unfinished iterations');

  it('leave the run without an answer where no HTTP request was what they waited for: gRPC, sockets', () => {
    const result = run(USERS, cut([15, 15]));
    expect(line(result, 'unfinished iterations')).toMatchObject({ zone: 'no-data', counts: true, samples: 2 });
    expect(line(result, 'unfinished iterations')?.actual).toBeCloseTo(0.25, 2);
    expect(line(result, 'unfinished iterations')?.note).toMatch(
      /^2 cut off while no HTTP request of theirs was waited for, the oldest after 15 s: 0.66.* of all, 25.* of the users’ time$/,
    );
    expect(result.verdict).toBe('no-data');
  });

  it('are told by the line of unanswered requests where one was', () => {
    expect(unfinished([15, 15], [15, 15])).toBeUndefined();
    expect(line(run(USERS, cut([15, 15], [15, 15])), 'unanswered requests')).toMatchObject({ zone: 'critical' });
  });

  it('are usual while they are no longer than those that ended, and where too few ended to know', () => {
    expect(unfinished(times(4, 0.9))).toBeUndefined();
    expect(unfinished([15, 15], [], 8)).toBeUndefined();
    const sessions = run(USERS, (engine) =>
      engine
        .trend(9, 'iteration_duration', times(9, 0.1), { scenario: 'a' })
        .trend(29, 'iterations_cut_off', times(4, 30), { scenario: 'a' }),
    );
    expect(line(sessions, 'unfinished iterations')).toBeUndefined();
  });
});

describe('iterations of a plain script that were never started', () => {
  const dropped = (n: number) => (engine: Engine) => engine.counter(10, 'dropped_iterations', n, { scenario: 'a' });

  it('make the run inconclusive where its users were too few', () => {
    const result = run(RATE(3), dropped(45));
    expect(result.verdict).toBe('inconclusive');
    expect(result.validity.reasons.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      'too-few-users: 45 of 645 iterations of scenario "a" were never started: its 3 VUs were too few for 20 iterations/s',
    ]);
    expect(run(RATE(3), dropped(5)).verdict).toBe('met');
  });

  it('are the target’s doing where its users could carry the rate: 20/s × (1 s + 2 s of pauses)', () => {
    const result = run(RATE(60), dropped(45));
    expect(result.validity.status).toBe('valid');
    expect(line(result, 'arrivals never sent')).toMatchObject({
      zone: 'critical',
      samples: 645,
      note: '45 of 645 arrivals found no free user',
    });
    expect(run(RATE(59), dropped(45)).verdict).toBe('inconclusive');
  });

  it('are the script’s own to judge where it says how many may be dropped', () => {
    const allowed = threshold('dropped_iterations', 'count', '<', 100);
    expect(run(RATE(3), dropped(45), [FAILED, allowed]).verdict).toBe('met');
    expect(run(RATE(3), dropped(145), [FAILED, allowed]).verdict).toBe('critical');
  });

  it('are told when the time of shared iterations was over', () => {
    const shared = {
      scenarios: { a: { executor: 'shared-iterations', vus: 2, iterations: 1000, maxDuration: '30s' } },
    };
    const { validity } = run(shared, dropped(400));
    expect(validity.reasons[0]).toMatchObject({ code: 'load-not-offered', stage: null });
    expect(validity.reasons[0]?.text).toMatch(/^400 of 1,000 .* its time was over$/);
  });

  it('are told when they never came due, but not of a load that was ended early', () => {
    const fast = { scenarios: { a: { ...RATE(60).scenarios.a, rate: 30 } } };
    expect(run(fast, (engine) => engine).validity.reasons[0]?.text).toMatch(/^only 66.7 % of the iterations/);
    const longer = { scenarios: { a: { ...RATE(60).scenarios.a, duration: '60s' } } };
    expect(run(longer, (engine) => engine).validity.status).toBe('valid');
  });
});

describe('redirects', () => {
  it('that never end are errors, though k6 counts successes', () => {
    const result = run(USERS, (e) => e, [FAILED], { ledger: ledger({ endless: 50, redirects: 550, followed: 500 }) });
    expect(line(result, 'endless redirects')).toMatchObject({ zone: 'critical', actual: 0.5, samples: 100 });
    expect(result.verdict).toBe('critical');
  });

  it('of most requests of an endpoint, and those that nobody followed, are told', () => {
    const elsewhere = (engine: Engine) =>
      engine.counter(3, 'http_reqs', 30, { name: '/home', method: 'GET', status: '302' });
    const result = run(USERS, elsewhere, [FAILED], { ledger: ledger({ redirects: 30, followed: 20 }) });
    expect(result.verdict).toBe('met');
    expect(result.caveats.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      'redirected: answers that only pointed elsewhere (to a login page?) counted as successes: 30 of 30 of GET /home; see where they led',
      'not-followed: the last answer to 10 requests (1.72 %) was a redirect that was not followed',
    ]);
  });
});

describe('the account', () => {
  it('says of everything that began what became of it', () => {
    const { totals } = run(USERS, (engine) => engine.counter(1, 'dropped_iterations', 2), [FAILED], {
      ledger: ledger({}, 1),
    });
    expect(totals.accounting).toEqual({
      iterations: { started: 600, ended: 599, threw: 1, cutOff: 0, dropped: 2 },
      requests: { started: 600, ended: 600, cutOff: 0 },
    });
    expect(run(USERS, (engine) => engine).totals.accounting).toBeNull();
  });

  it('does not add up: a caveat', () => {
    const codes = (requests: Partial<LedgerTotals['requests']>) =>
      run(USERS, (e) => e, [FAILED], { ledger: ledger(requests) }).caveats.map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ started: 603 })).toEqual([]);
    expect(codes({ started: 604 })).toEqual(['unaccounted']);
  });

  it('counts exceptions whose text the log has lost', () => {
    const result = run(USERS, (e) => e.event(29, 'exception', '10 × a.js:1:1: Error: no'), [FAILED], {
      ledger: ledger({}, 60),
    });
    expect(line(result, 'script exceptions')).toMatchObject({ zone: 'critical', actual: 0.1 });
    expect(result.errors.map(({ count }) => count)).toEqual([10, 50]);
  });
});

describe('a stage in which nothing ends', () => {
  const plan: Plan = planOf({ profile: 'load', override: { duration: 60, ramp: 0 } });
  const [stage] = plan.stages;
  const verdict = (requests: FlowOfSecond | undefined, latencies: readonly number[] = []) => {
    const closed: Plan = { ...plan, arrivals: null };
    const engine = new Engine().hello().mark(0);
    for (let s = 0; s < 60; s++) {
      // Before its judged part all is well.
      const quiet = s >= stage!.judgedFrom;
      engine.requests(s, { stage: stage!.name, latencies: quiet ? latencies : times(400, 0.05) });
      engine.gen(s, { vus: 4, ...(requests ? { requests: quiet ? requests : [20, 20, 1] } : {}) });
    }
    const record = recordOf(closed, [objective()]);
    const { result } = judge(record, fold(record, engine.end().close()));
    return [result.verdict, line(result, 'standstill')?.zone];
  };

  it('is critical where requests were in flight all the time', () => {
    expect(verdict([0, 0, 4])).toEqual(['critical', 'critical']);
  });

  it('is no data where nobody knows what the users did', () => {
    expect(verdict([0, 0, 0])).toEqual(['no-data', 'no-data']);
    expect(verdict(undefined)).toEqual(['no-data', 'no-data']);
  });

  it('is not one that answers', () => {
    expect(verdict([20, 20, 4], times(20, 0.05))).toEqual(['met', undefined]);
    expect(verdict(undefined, times(20, 0.05))).toEqual(['met', undefined]);
  });

  it('is no data of a plain script, too, none of whose iterations ended, where no ledger was kept', () => {
    const resultOf = (more: Parameters<Engine['end']>[0]) => {
      const engine = new Engine()
        .hello()
        .requests(1, { latencies: [0.01], iterations: 0 })
        .gen(1, { vus: 4 });
      const record = recordOf(scriptPlan(30, USERS), [FAILED]);
      return judge(record, fold(record, engine.end(more).close())).result;
    };
    expect(line(resultOf({}), 'standstill')).toMatchObject({ zone: 'no-data', stage: null });
    expect(line(resultOf({ ledger: ledger({}) }), 'standstill')).toBeUndefined();
  });
});
