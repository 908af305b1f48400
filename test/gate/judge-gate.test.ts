import { describe, expect, test } from 'vitest';
import { makeHistory } from '../../src/compare/history/make-history.ts';
import { figuresOf, type RunFigures } from '../../src/compare/runs/run-figures.ts';
import { comparedLeg } from '../../src/gate/compared-leg.ts';
import { GateResult } from '../../src/gate/gate-result.ts';
import { type GateFacts, judgeGate, type LegFacts } from '../../src/gate/judge-gate.ts';
import { judgedRun } from '../../src/gate/judged-run.ts';
import {
  gravest,
  type LegOutcome,
  PASSED,
  REGRESSED,
  UNANSWERED,
  UNJUDGED,
  UNWRITTEN,
} from '../../src/gate/outcome.ts';
import { reportOfGate } from '../../src/report/stories/gate/story.ts';
import type { Result } from '../../src/result/result.ts';
import { runs, watchedRuns } from '../compare/runs/made-runs.ts';

describe('the exit code of all', () => {
  const order: readonly LegOutcome[] = [
    { code: 130 },
    { code: 7 },
    { code: 8 },
    UNJUDGED,
    { code: 3 },
    UNANSWERED,
    REGRESSED,
    UNWRITTEN,
    PASSED,
  ];
  test.each(order.slice(1).map((lower, at) => [order[at]!, lower] as const))('%o comes before %o', (higher, lower) => {
    expect(gravest([lower, higher])).toEqual(higher);
    expect(gravest([higher, lower, PASSED])).toEqual(higher);
  });
  test('of nothing it is 0', () => expect(gravest([])).toEqual(PASSED));
});

const met = (count: number, ...made: Parameters<typeof runs> extends [number, ...infer More] ? More : never) =>
  runs(count, ...made).map((result): Result => ({ ...result, verdict: 'met', objectives: objectives(result, 'met') }));

function objectives(
  { objectives: all }: Result,
  zone: 'met' | 'critical' | 'no-data' | 'degraded',
): Result['objectives'] {
  return all.slice(0, 1).map((line) => ({ ...line, name: 'API response', zone, counts: true, required: true }));
}
const as = (result: Result, verdict: 'critical' | 'degraded' | 'no-data'): Result => ({
  ...result,
  verdict,
  objectives: [...objectives(result, verdict), ...(verdict === 'no-data' ? objectives(result, 'met') : [])],
});
const undone = (result: Result): Result => ({
  ...result,
  caveats: [{ code: 'teardown-failed', text: 'teardown() failed: gone' } as never],
});
const invalid = (
  result: Result,
  code: 'late-arrivals' | 'disturbed' = 'late-arrivals',
  text = 'arrivals were late',
): Result => ({
  ...result,
  run: { ...result.run, id: `${result.run.id}-invalid` },
  verdict: 'inconclusive',
  validity: { status: 'inconclusive', reasons: [{ id: `invalid/${code}`, code, stage: null, text, next: 'x' }] },
});
/** So many valid runs, and others that missed an objective on a busy machine. */
const disturbed = (count: number, results: readonly Result[] = fresh()) => [
  ...results,
  ...met(count, { seed: 3 }).map((result) =>
    invalid(result, 'disturbed', 'p95 (2 s): missed, but the CPUs were taken'),
  ),
];

const baseline = met(10).map(figuresOf);
const GATE: GateFacts = {
  gate: 'nightly',
  loadkit: '0.1.0',
  madeAt: '2026-11-30T06:00:00.000Z',
  target: 'sandbox',
  failOn: 'critical',
  changes: 'tell',
  sources: 'require',
  stoppedBy: null,
  others: [],
  stopCode: null,
};
const leg = (results: readonly Result[], more: Partial<LegFacts> = {}): LegFacts => ({
  scenario: 'load',
  tier: 'medium',
  repeats: 5,
  runs: results.map((result) => judgedRun(result, 'critical')),
  failure: null,
  compare: 'baseline',
  baseline,
  history: [],
  accepted: [],
  ...more,
});
const fresh = (more: Parameters<typeof runs>[1] = {}) => met(5, { seed: 2, ...more });
const onMachine = (figures: readonly RunFigures[]) =>
  figures.map((one) => ({ ...one, facts: { ...one.facts, machine: { ...one.facts.machine, CPUs: '64' } } }));
/** The same, of which the first few had too few requests of an endpoint for its percentile. */
const rare = (results: readonly Result[], lacking: number) =>
  results.map((result, at) => ({
    ...result,
    endpoints: result.endpoints.map((one) =>
      one.name === '/health' && at < lacking ? { ...one, latency: { ...one.latency, p95: null } } : one,
    ),
  }));
const slower = [...met(8, { seed: 5 }), ...met(8, { seed: 6, slower: 1.1 })].map((result, at) =>
  figuresOf({ ...result, run: { ...result.run, id: `night-${at}`, startedAt: `2026-10-${10 + at}T00:00:00.000Z` } }),
);

/** What is judged, the exit code, and words of the headline. */
const CASES: [string, readonly LegFacts[], number, RegExp, Partial<GateFacts>?][] = [
  ['unchanged', [leg(fresh())], 0, /passes: no objective is broken, no regression is shown in 5 runs/],
  ['faster', [leg(fresh({ slower: 0.9 }))], 0, /load at medium improved/],
  ['slower', [leg(fresh({ slower: 1.1 }))], 4, /fails: load at medium, regression: GET \/orders p95 \+1\d %/],
  [
    'twice as slow in four of five runs, and so fast in the fifth that no test shows it',
    [leg([...fresh({ slower: 2 }).slice(0, 4), ...fresh({ slower: 0.9 }).slice(4)])],
    5,
    /cannot answer: load at medium, inconclusive: p\d+ looks worse by \d+ %, where \d(\.\d+)? % would be shown/,
  ],
  [
    'a third of the requests fail in two of five runs, which no rank sees',
    [leg([...fresh({ failed: 0.3 }).slice(0, 2), ...fresh().slice(2)])],
    5,
    /cannot answer: load at medium, inconclusive: failed is much worse in run-\S+, run-\S+ than in the other runs/,
  ],
  ['errors', [leg(fresh({ failed: 0.01 }))], 4, /GET \/orders failed \+1\.99 %/],
  [
    'an objective broken in one run',
    [leg(fresh().map((one, at) => (at === 2 ? as(one, 'critical') : one)))],
    3,
    /fails: load at medium, broken: API response broken in 1 of 5 runs/,
  ],
  [
    'a teardown() that failed in one run',
    [leg(fresh().map((one, at) => (at === 2 ? undone(one) : one)))],
    9,
    /^The gate passes, but a script did not end in order: load at medium: teardown\(\) failed: gone, in 1 of 5 runs$/,
  ],
  [
    'a teardown() that failed in a run whose place another took',
    [leg([...fresh(), invalid(undone(fresh()[0]!))])],
    0,
    /passes: /,
  ],
  ['degraded passes', [leg(fresh().map((one) => as(one, 'degraded')))], 0, /passes/],
  ['a required objective without data', [leg(fresh().map((one) => as(one, 'no-data')))], 5, /cannot answer/],
  ['broken, and slower', [leg(fresh({ slower: 1.1 }).map((one) => as(one, 'critical')))], 3, /broken/],
  [
    'no baseline',
    [leg(fresh(), { baseline: null })],
    5,
    /cannot answer: load at medium, inconclusive: there is no baseline of load at medium/,
  ],
  [
    'no baseline, an objective broken',
    [
      leg(
        fresh().map((one) => as(one, 'critical')),
        { baseline: null },
      ),
    ],
    3,
    /broken/,
  ],
  [
    'a baseline of another machine is no regression',
    [leg(fresh({ slower: 1.3 }), { baseline: onMachine(baseline) })],
    5,
    /different machines/,
  ],
  [
    'a percentile of a rare endpoint that runs lack by chance, here as in the baseline',
    [leg(rare(fresh(), 3), { baseline: rare(met(10), 3).map(figuresOf) })],
    0,
    /passes/,
  ],
  [
    'a percentile that every run of the baseline has and most of these lack',
    [leg(rare(fresh(), 3))],
    5,
    /inconclusive: GET \/health p95 has a value in 2 of 5 runs, and in 10 of 10 of the baseline/,
  ],
  ['an invalid run whose place another took', [leg([...fresh(), invalid(fresh()[0]!)])], 0, /passes/],
  [
    'two runs whose generator was late, in whose place others were made',
    [leg([...fresh(), ...met(2, { seed: 3 }).map((one) => invalid(one))])],
    0,
    /passes/,
  ],
  ['one run that missed an objective on a busy machine', [leg(disturbed(1))], 0, /passes/],
  [
    'two runs that did: what is left is no sample of all',
    [leg(disturbed(2))],
    5,
    /cannot answer: load at medium, inconclusive: 2 of 7 runs missed an objective while other work took the CPUs/,
  ],
  ['two of ten that did', [leg(disturbed(2, met(10, { seed: 2 })), { repeats: 10 })], 0, /passes/],
  ['two that did, and the others are slower', [leg(disturbed(2, fresh({ slower: 1.1 })))], 4, /regression: GET/],
  [
    'two that did, and an objective is broken in a valid one',
    [
      leg(
        disturbed(
          2,
          fresh().map((one, at) => (at === 2 ? as(one, 'critical') : one)),
        ),
      ),
    ],
    3,
    /broken/,
  ],
  [
    'too few valid runs',
    [leg([...fresh().slice(1), invalid(fresh()[0]!)])],
    5,
    /4 of 5 valid runs: arrivals were late/,
  ],
  [
    'too few valid runs come before what is broken elsewhere',
    [
      leg(fresh().slice(1)),
      leg(
        fresh().map((one) => as(one, 'critical')),
        { tier: 'large' },
      ),
    ],
    5,
    /4 of 5/,
  ],
  [
    'a leg that could not be made',
    [leg([], { failure: { code: 8, text: 'the target never answered' } }), leg(fresh({ slower: 1.1 }))],
    8,
    /was not made: load at medium, exit 8: the target never answered/,
  ],
  ['stopped', [leg(fresh().slice(0, 2))], 130, /Stopped by SIGINT/, { stoppedBy: 'SIGINT', stopCode: 130 }],
  [
    'a slow change is told',
    [leg(fresh({ slower: 1.1 }), { compare: 'none', baseline: null, history: slower })],
    0,
    /passes/,
  ],
  [
    'a slow change fails where it is asked to',
    [leg(fresh({ slower: 1.1 }), { compare: 'none', baseline: null, history: slower })],
    4,
    /changed: .*since night-\d+ worse/,
    { changes: 'fail' },
  ],
];

describe('a gate', () => {
  test.each(CASES)('%s', (_, legs, code, headline, facts) => {
    const gate = judgeGate({ ...GATE, ...facts }, legs);
    expect(gate.exitCode).toBe(code);
    expect(GateResult.parse(gate)).toEqual(gate);
    const { decision, suite } = reportOfGate(gate);
    expect(decision.headline).toMatch(headline);
    // Something fails in a test reporter when, and only when, the command fails.
    expect(suite.cases.some(({ outcome }) => outcome !== null && outcome.element !== 'skipped')).toBe(code !== 0);
  });

  test('one trouble hides no other: what is broken is the headline, what is slower stands beside it', () => {
    const gate = judgeGate(GATE, [
      leg(fresh({ slower: 1.1 }).map((one) => as(one, 'critical'))),
      leg(fresh({ slower: 1.1 }), { tier: 'large' }),
    ]);
    expect(reportOfGate(gate).decision.detail).toBe('Also load at medium: regression; load at large: regression.');
  });

  test.each([
    [
      'require',
      5,
      /^The gate cannot answer: load at medium, inconclusive: the monitor machine read nothing in 2 of 5 runs/,
    ],
    ['tell', 0, /^The gate passes/],
  ] as const)('a monitor that read nothing, sources: %s', (sources, code, headline) => {
    const watched = (silent: (at: number) => boolean) => leg(watchedRuns(fresh(), { silent }), { compare: 'none' });
    const gate = judgeGate({ ...GATE, sources }, [watched((at) => at < 2)]);
    expect(gate.exitCode).toBe(code);
    const { decision, suite, lead } = reportOfGate(gate);
    expect(decision.headline).toMatch(headline);
    expect(JSON.stringify(lead)).toContain('the monitor machine read nothing in 2 of 5 runs');
    expect(suite.cases.some(({ outcome }) => outcome?.element === 'error')).toBe(code === 5);
    expect(judgeGate({ ...GATE, sources }, [watched(() => false)]).exitCode).toBe(0);
  });

  test('the line that says how to go on names the runs that were made, and not the one that ended the gate', () => {
    const [made, cut] = fresh() as [Result, Result];
    const stopped: Result = { ...cut, run: { ...cut.run, state: 'aborted', endedBy: 'SIGINT' } };
    const gate = judgeGate({ ...GATE, stoppedBy: 'SIGINT', stopCode: 130 }, [leg([made, stopped])]);
    expect(JSON.stringify(reportOfGate(gate))).toMatch(new RegExp(`loadkit gate --resume ${made.run.id}"`));
  });

  test('warnings that were missed stand in the table, and fail nothing', () => {
    const missing = fresh().map((one, at) => ({
      ...one,
      objectives: [
        ...one.objectives,
        ...(at < 2 ? objectives(one, 'critical') : []).map((line) => ({
          ...line,
          name: 'cache',
          counts: false,
          beside: 'warning' as const,
          severity: 'warning' as const,
        })),
      ],
    }));
    const gate = judgeGate(GATE, [leg(missing)]);
    expect(gate.exitCode).toBe(0);
    expect(reportOfGate(gate).decision.headline).toMatch(/^The gate passes/);
    expect(JSON.stringify(reportOfGate(gate).lead)).toContain('warnings: cache missed in 2 of 5 runs');
  });

  test('where too few points are known for a change, a gate that would fail on one says so, and does not fail', () => {
    const few = [leg(fresh(), { compare: 'none', baseline: null })];
    const said = (changes: GateFacts['changes']) => {
      const gate = judgeGate({ ...GATE, changes }, few);
      const { lead, suite } = reportOfGate(gate);
      const skipped = suite.cases.filter(({ outcome }) => outcome?.element === 'skipped').map(({ name }) => name);
      return { code: gate.exitCode, told: JSON.stringify(lead).includes('changes: 5 of 12 points known'), skipped };
    };
    expect(said('fail')).toEqual({ code: 0, told: true, skipped: ['load at medium: history'] });
    expect(said('tell')).toEqual({ code: 0, told: false, skipped: [] });
  });

  test('a change that somebody accepted is not told', () => {
    const found = (accepted: LegFacts['accepted']) =>
      judgeGate(GATE, [leg([], { baseline: null, history: slower, accepted })]).legs[0]!.history.changes;
    const [change] = found([]);
    const entry = {
      run: change!.since,
      at: change!.at,
      scenario: 'load',
      tier: 'medium',
      before: 0,
      after: 0,
      why: 'meant',
    };
    const series = makeHistory({ madeAt: '', loadkit: '', runs: slower, unreadable: [], accepted: [], asked: [] })
      .series[0]!.id;
    expect(found([{ ...entry, series, metric: change!.label }]).map(({ label }) => label)).not.toContain(change!.label);
  });
});

describe('what cannot be compared is inconclusive', () => {
  const figures = fresh().map(figuresOf);
  const without = figures.map((one) => ({
    ...one,
    metrics: one.metrics.filter(({ endpoint }) => endpoint !== 'GET /orders'),
  }));
  const other = figures.map((one) => ({
    ...one,
    facts: { ...one.facts, load: { ...one.facts.load, load: '7 users' } },
  }));
  test.each<[string, readonly RunFigures[] | null, readonly RunFigures[], RegExp]>([
    [
      'an endpoint that is reached no more',
      baseline,
      without,
      /^GET \/orders p95 has a value in 0 of 5 runs, and in 10 of 10 of the baseline$/,
    ],
    ['another load', baseline, other, /^the load differs: /],
    ['no valid run', baseline, [], /^there is no valid run to compare$/],
    ['a baseline of three', baseline.slice(0, 3), figures.slice(0, 3), /can never show a regression/],
  ])('%s', (_, kept, made, reason) => {
    const { verdict, reasons } = comparedLeg(kept, made, { scenario: 'load', tier: 'medium' });
    expect(verdict).toBe('inconclusive');
    expect(reasons[0]).toMatch(reason);
  });
});
