import type { ProfileOverride } from '../../src/config/profile/override.ts';
import { judge } from '../../src/judge/judge.ts';
import type { ChartSeries } from '../../src/result/chart-series.ts';
import type { Result } from '../../src/result/result.ts';
import { eachOnce } from '../fixtures/once.ts';
import {
  CLOSED_RAMP,
  fold,
  INTEGRITY,
  objective,
  planOf,
  ratio,
  recordOf,
  runOf,
  STARVED,
  scriptPlan,
  TIERS,
  threshold,
} from '../fixtures/record.ts';
import { Engine, times } from '../fixtures/timeline.ts';
import { CAPACITY_CASES } from './capacity-fixtures.ts';
import { leaking, poolExhausted } from './watched-fixtures.ts';

export interface Judged {
  readonly result: Result;
  readonly series: ChartSeries;
}

const OBJECTIVES = [objective(), ratio(), INTEGRITY];
const close = (engine: Engine, state: 'complete' | 'aborted' = 'complete') =>
  engine.end().close(state, state === 'complete' ? '' : 'stopped by SIGINT', { endedAt: '2026-11-21T14:33:00.000Z' });

function judged(plan: ReturnType<typeof planOf>, engine: Engine, objectives = OBJECTIVES): Judged {
  const record = recordOf(plan, objectives);
  return judge(record, fold(record, engine));
}

/** A healthy second of the medium tier, at a latency in seconds; some over ten times as slow. */
const at = (latency: number, failed = 0) => ({
  second: () => ({ latencies: [...times(38, latency), ...times(2, latency * 1.5)], failed }),
});

const stress = (stories: Parameters<typeof runOf>[1] = {}) => {
  const plan = planOf({ override: SHORT });
  return judged(plan, close(runOf(plan, stories)));
};

/** The shape of the profile with shorter holds: no time-scaled run, which would claim nothing. */
const SHORT: ProfileOverride = { hold: 30, ramp: 3 };

const HEALTHY = { '0.5x': at(0.03), '1x': at(0.06), recovery: at(0.03) };

const STORIES: Readonly<Record<string, () => Judged>> = {
  'meets with headroom': () => stress({ ...HEALTHY, '1.5x': at(0.08), '2x': at(0.1), '3x': at(0.12) }),
  'breaks above the tier': () => stress({ ...HEALTHY, '1.5x': at(0.9, 2), '2x': at(2, 20), '3x': at(2.1, 30) }),
  degraded: () => stress({ ...HEALTHY, '1x': at(0.3), '1.5x': at(0.4), '2x': at(0.9), '3x': at(2) }),
  critical: () => stress({ ...HEALTHY, '1x': at(0.8, 4), '1.5x': at(0.9), '2x': at(1), '3x': at(2) }),
  'warned and silenced': () => {
    const plan = planOf({ override: SHORT });
    const reason = 'the search index is being rebuilt';
    const slow = { ...HEALTHY, '1x': at(0.8), '1.5x': at(0.9), '2x': at(1), '3x': at(2) };
    return judged(plan, close(runOf(plan, slow)), [
      objective({ silence: { reason, until: '2026-12-31', ended: false } }),
      ratio(),
      objective({ name: 'p95 alert', severity: 'warning', target: null }),
      INTEGRITY,
    ]);
  },
  inconclusive: () =>
    stress({
      ...HEALTHY,
      '1x': { ...at(0.06), gen: () => STARVED },
      '0.5x': { ...at(0.03), gen: () => STARVED },
    }),
  'closed ramp': () => {
    const stages = CLOSED_RAMP.stages!.map(({ duration, users }) => ({ duration: duration / 10, users }));
    const plan = planOf({ tier: TIERS.small, override: { stages, recovery: { hold: 30, ramp: 3 } } });
    const growing = (second: number) => ({
      second: (s: number) => ({ latencies: times(8, 0.05 + Math.max(0, s - second) * 0.02) }),
      gen: (s: number) => ({ vus: 2 * s }),
    });
    return judged(
      plan,
      close(runOf(plan, { 'to 50 users': growing(16), 'to 100 users': growing(16), 'to 200 users': growing(16) })),
    );
  },
  script: () => {
    const plan = scriptPlan();
    const told = { empty: false, samples: 1200 };
    const engine = runOf(plan).line({
      t: 'thresholds',
      of: [
        {
          ...told,
          metric: 'http_req_duration',
          type: 'trend',
          unit: 'seconds',
          values: { 'p(95)': 0.05 },
          thresholds: [{ source: 'p95<200', failed: false }],
        },
        {
          ...told,
          metric: 'http_req_failed',
          type: 'rate',
          unit: 'none',
          values: { rate: 0 },
          thresholds: [{ source: 'rate<0.01', failed: false }],
        },
      ],
    });
    return judged(plan, close(engine), [
      threshold('http_req_duration', 'p95', '<', 200),
      threshold('http_req_failed', 'rate', '<', 0.01),
    ]);
  },
  aborted: () => {
    const plan = planOf({ profile: 'baseline', timeScale: 0.1 });
    return judged(plan, close(runOf(plan, {}, { until: 20 }), 'aborted'));
  },
  'nothing sent': () => {
    const plan = scriptPlan();
    return judged(plan, close(runOf(plan, { '': { second: () => ({ latencies: [], iterations: 3 }) } })));
  },
  'one request': () => {
    const plan = scriptPlan();
    return judged(
      plan,
      close(
        runOf(plan, { '': { second: (s) => ({ latencies: s === 5 ? [0.05] : [], iterations: s === 5 ? 1 : 0 }) } }),
      ),
    );
  },
  'a whole day': () => {
    const plan = scriptPlan(86_400);
    const engine = new Engine().hello();
    for (let s = 0; s < 86_400; s += 60) {
      const latency = 0.05 * (1 + 0.6 * Math.sin(s / 7200) ** 2);
      engine.requests(s, { latencies: times(30, latency), failed: s % 3600 === 0 ? 1 : 0 });
      for (let i = Math.max(0, s - 59); i <= s; i++) engine.gen(i);
    }
    return judged(plan, close(engine), [objective(), ratio()]);
  },
  'hostile names': () => withNames(hostile),
  'sixty endpoints': () => withNames(Array.from({ length: 60 }, (_, i) => `/api/v1/${letters(i)}/items/{id}`)),
  'pool exhausted': poolExhausted,
  leaking,
  'long names': () => withNames(['x'.repeat(300), `/a/${'very-'.repeat(60)}long`]),
};

/** The runs that reports are shown with: each a record's result, none made up by hand, judged once. */
export const CASES: Readonly<Record<string, () => Judged>> = { ...eachOnce(STORIES), ...CAPACITY_CASES };

/** Names that would act on a page, a table, a comment or a terminal, were they not made harmless. */
export const hostile = [
  '<script>window.pwn=1</script>',
  '\u001b]0;title\u0007\u001b[2J',
  'line\nbreak | pipe',
  '`code` @team ![](http://x.test/a.png)',
  'a](javascript:alert(1))',
  '\u202eright to left',
  '"]]>&amp;\ud800',
];

/** A name of its own for each number, without digits: names that differ by numbers are told as one. */
function letters(i: number): string {
  return String.fromCharCode(97 + Math.floor(i / 26), 97 + (i % 26));
}

function withNames(names: readonly string[]): Judged {
  const plan = scriptPlan();
  return judged(
    plan,
    close(
      runOf(plan, {
        '': {
          second: (s) => ({ latencies: times(5, 0.05), failed: s % 7 === 0 ? 1 : 0, name: names[s % names.length]! }),
        },
      }),
    ),
    [objective({ name: names[0]! }), ratio()],
  );
}
