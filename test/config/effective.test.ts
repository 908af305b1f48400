import { describe, expect, test } from 'vitest';
import { effectiveObjectives, effectiveOverride } from '../../src/config/effective.ts';
import { ServiceConfig, type WrittenServiceConfig } from '../../src/config/service-config.ts';
import { Tier, type WrittenTier } from '../../src/config/tier.ts';
import { UserError } from '../../src/errors.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { parseObjectiveFlag } from '../../src/objectives/written/flag.ts';

const api = { name: 'API', target: '< 200ms', critical: '> 500ms', scenarios: ['load', 'stress'] };
const errors = { name: 'errors', bad: { status: '5xx' }, target: '< 1%', critical: '> 5%' };
const tierOf = (written: Partial<WrittenTier>) => Tier.parse({ name: 'small', sessions: 10, rate: 50, ...written });

interface Given {
  service?: WrittenServiceConfig;
  tier?: Partial<WrittenTier>;
  scenario?: string;
  profile?: string;
  flags?: Objective[];
  k6?: unknown;
}

function effective({
  service = { objectives: [api, errors] },
  tier,
  scenario = 'load',
  profile = scenario,
  flags = [],
  k6,
}: Given): Objective[] {
  return effectiveObjectives({
    service: ServiceConfig.parse(service),
    tier: tier ? tierOf(tier) : null,
    scenario,
    profile,
    flags,
    at: '2026-11-21T14:00:00Z',
    k6,
  });
}

const brief = (objectives: Objective[]) =>
  objectives.map(({ name, source, measure, target, critical, required }) => {
    const limits = [target, critical].map((limit) => (limit ? `${limit.op}${limit.value}` : '-')).join(' ');
    return `${source} ${name}: ${measure.kind === 'stat' ? `${measure.metric} ${measure.stat}` : measure.kind} ${limits}${required ? '' : ' optional'}`;
  });

const FALLBACK = [
  'default failed requests: http_req_failed rate <0.01 - optional',
  'default checks: checks rate >0.99 - optional',
];

describe('effectiveObjectives', () => {
  test('where only warnings are stated, or all is silenced, what every service is expected to do can still fail', () => {
    const until = (day: string) => ({
      objectives: [api],
      silence: [{ id: 'objective/api', reason: 'rebuilt', until: day }],
    });
    const first = (service: NonNullable<Given['service']>) => effective({ service })[0];
    expect(brief(effective({ service: { objectives: [{ ...api, severity: 'warning' }] } }))).toEqual([
      ...FALLBACK,
      'config API: request_time p95 <0.2 >0.5',
    ]);
    expect(brief(effective({ service: until('2026-11-21') })).slice(0, 2)).toEqual(FALLBACK);
    expect(first(until('2026-11-20'))).toMatchObject({ name: 'API', silence: { ended: true } });
    // Nor does a warning take their place by taking their name.
    const named = ['failed requests', 'checks'].map((name) => ({ ...api, name, severity: 'warning' as const }));
    expect(brief(effective({ service: { objectives: named } })).slice(0, 2)).toEqual(FALLBACK);
  });

  test('the configured ones that hold for the scenario or its profile', () => {
    const all = ['config API: request_time p95 <0.2 >0.5', 'config errors: ratio <0.01 >0.05'];
    expect(brief(effective({}))).toEqual(all);
    expect(brief(effective({ scenario: 'checkout', profile: 'load' }))).toEqual(all);
    expect(brief(effective({ scenario: 'baseline' }))).toEqual(all.slice(1));
    expect(brief(effective({ scenario: 'legacy', profile: 'script' }))).toEqual(all.slice(1));
    expect(brief(effective({ service: {} }))).toEqual(FALLBACK);
  });

  test('service < its scenarios < tier < the tier’s scenarios; the source says who had the last word', () => {
    const service = { objectives: [api, errors], scenarios: { load: { objectives: { API: { target: '< 210ms' } } } } };
    const tier = {
      objectives: { API: { target: '< 220ms' } },
      scenarios: { load: { objectives: { API: { critical: '> 600ms' } } } },
    };
    expect(brief(effective({ service }))[0]).toBe('scenario API: request_time p95 <0.21 >0.5');
    expect(brief(effective({ service, tier: { objectives: tier.objectives } }))[0]).toBe(
      'tier API: request_time p95 <0.22 >0.5',
    );
    expect(brief(effective({ service, tier }))[0]).toBe('scenario API: request_time p95 <0.22 >0.6');
    expect(brief(effective({ service, tier, scenario: 'checkout', profile: 'load' }))[0]).toBe(
      'scenario API: request_time p95 <0.22 >0.6',
    );
    expect(brief(effective({ service, tier }))[1]).toBe('config errors: ratio <0.01 >0.05');
  });

  test('a scenario’s own section comes after its profile’s', () => {
    const scenarios = {
      checkout: { objectives: { API: { target: '< 100ms' } } },
      load: { objectives: { API: { target: '< 300ms' } } },
    };
    expect(
      brief(effective({ service: { objectives: [api], scenarios }, scenario: 'checkout', profile: 'load' })),
    ).toEqual(['scenario API: request_time p95 <0.1 >0.5']);
  });

  test('flags replace the configured ones, thresholds of the script are always added', () => {
    const flags = [parseObjectiveFlag('http_req_duration p95 <= 150ms')];
    expect(brief(effective({ flags, k6: { http_req_failed: ['rate<0.01'] } }))).toEqual([
      'flag http_req_duration p95 <= 150ms: http_req_duration p95 <=0.15 -',
      'k6 http_req_failed rate<0.01: http_req_failed rate <0.01 -',
    ]);
    expect(() => effective({ k6: { http_req_failed: ['nonsense'] } })).toThrow(UserError);
  });

  test('stress judges integrity, which is no data where nothing is read back', () => {
    expect(brief(effective({ scenario: 'stress' })).at(-1)).toBe('profile integrity: read_back rate - <1 optional');
    const own = { name: 'read back', metric: 'read_back', target: '== 100%' };
    expect(brief(effective({ service: { objectives: [own] }, scenario: 'stress' }))).toEqual([
      'config read back: read_back rate ==1 -',
    ]);
  });

  test.each(['spike', 'soak', 'breakpoint'])(
    '%s judges it too; load, which asks nothing special, does not',
    (scenario) => {
      expect(brief(effective({ scenario })).at(-1)).toBe('profile integrity: read_back rate - <1 optional');
      expect(brief(effective({ scenario: 'load' })).at(-1)).toBe('config errors: ratio <0.01 >0.05');
    },
  );

  test('endurance and soak are one name, in lists, in sections and for the run', () => {
    const service = (name: string) => ({
      objectives: [{ ...api, scenarios: [name] }],
      scenarios: { [name]: { objectives: { API: { target: '< 250ms' } } } },
    });
    for (const written of ['soak', 'endurance']) {
      for (const profile of ['soak', 'endurance']) {
        expect(brief(effective({ service: service(written), scenario: 'long', profile }))[0]).toBe(
          'scenario API: request_time p95 <0.25 >0.5',
        );
        expect(brief(effective({ service: service(written), scenario: profile, profile: 'soak' }))[0]).toContain('API');
      }
      expect(brief(effective({ service: service(written), scenario: 'load' }))).toEqual(FALLBACK);
    }
  });
});

describe('smoke', () => {
  const checks = 'profile checks: checks rate ==1 - optional';

  test('judges maxima against critical limits, ratios as they are, and the checks', () => {
    const service = {
      objectives: [
        api,
        { name: 'all', target: '< 1s', critical: '> 2s', over: '10s', for: '30s' },
        { name: 'no critical', target: '< 1s' },
        { name: 'mean', stat: 'avg', target: '< 1s', critical: '> 2s' },
        { name: 'throughput', metric: 'http_reqs', target: '> 50/s' },
        { name: 'cpu', monitor: 'cpu', target: '< 70%' },
        { name: 'failed', metric: 'http_req_failed', target: '< 1%' },
        errors,
        { ...errors, name: 'soak errors', scenarios: ['soak'] },
      ],
    };
    const objectives = effective({ service, scenario: 'smoke' });
    expect(brief(objectives)).toEqual([
      'config API (max): request_time max - >0.5 optional',
      'config all (max): request_time max - >2',
      'config failed: http_req_failed rate <0.01 -',
      'config errors: ratio <0.01 >0.05',
      checks,
    ]);
    expect(objectives[1]).toMatchObject({ over: null, for: null });
  });

  test('what lists smoke is judged as written', () => {
    const service = { objectives: [{ ...api, scenarios: ['smoke'] }] };
    expect(brief(effective({ service, scenario: 'smoke' }))).toEqual([
      'config API: request_time p95 <0.2 >0.5',
      checks,
    ]);
    expect(
      brief(
        effective({ service: { objectives: [{ ...api, scenarios: ['ping'] }] }, scenario: 'ping', profile: 'smoke' }),
      )[0],
    ).toBe('config API: request_time p95 <0.2 >0.5');
  });

  test('an own objective on checks stands alone', () => {
    const service = { objectives: [{ name: 'all checks', metric: 'checks', target: '> 99%' }] };
    expect(brief(effective({ service, scenario: 'smoke' }))).toEqual(['config all checks: checks rate >0.99 -']);
  });

  test('flags stay as they are', () => {
    const flags = [parseObjectiveFlag('request_time p95 < 1s')];
    expect(brief(effective({ flags, scenario: 'smoke' }))).toEqual([
      'flag request_time p95 < 1s: request_time p95 <1 -',
      checks,
    ]);
  });
});

describe('effectiveOverride', () => {
  const service = ServiceConfig.parse({
    scenarios: { stress: { hold: '1m', rate: 10, objectives: {} }, checkout: { rate: 15 } },
  });
  const tier = tierOf({ scenarios: { stress: { rate: 20, recovery: { hold: '3m' } } } });
  const given = { service, tier: null, scenario: 'stress', profile: 'stress' };

  test('service < tier < scenario file < flags, and no objectives in it', () => {
    expect(effectiveOverride(given)).toEqual({ hold: 60, rate: 10 });
    expect(effectiveOverride({ ...given, tier })).toEqual({ hold: 60, rate: 20, recovery: { hold: 180 } });
    expect(effectiveOverride({ ...given, tier, file: { rate: 30 } })).toMatchObject({ rate: 30 });
    expect(effectiveOverride({ ...given, tier, file: { rate: 30 }, sets: { rate: 40 } })).toMatchObject({
      rate: 40,
      hold: 60,
    });
    expect(effectiveOverride({ ...given, scenario: 'smoke', profile: 'smoke', file: null })).toEqual({});
  });

  test('a scenario has its profile’s sections, then its own', () => {
    expect(effectiveOverride({ ...given, scenario: 'checkout' })).toEqual({ hold: 60, rate: 15 });
  });

  test('a later rate or steps undo stages', () => {
    const closed = tierOf({ scenarios: { stress: { stages: '1m:10' } } });
    expect(effectiveOverride({ ...given, tier: closed })).toEqual({ stages: [{ duration: 60, users: 10 }] });
    expect(effectiveOverride({ ...given, tier: closed, file: { steps: [1, 2] } })).toEqual({ steps: [1, 2] });
  });

  test('a mistake in the scenario file names profile()', () => {
    expect(() => effectiveOverride({ ...given, file: { hold: 5 } })).toThrow(
      "profile('stress') hold: a duration needs its unit: write 5s",
    );
  });

  test('a section of another name holds, and the tier’s still comes after the service’s', () => {
    const long = ServiceConfig.parse({ scenarios: { endurance: { sessions: 5, duration: '1h' } } });
    const soak = { service: long, tier: null, scenario: 'soak', profile: 'soak' };
    expect(effectiveOverride(soak)).toEqual({ sessions: 5, duration: 3600 });
    expect(effectiveOverride({ ...soak, tier: tierOf({ scenarios: { soak: { sessions: 9 } } }) })).toEqual({
      sessions: 9,
      duration: 3600,
    });
  });

  test('a scenario file cannot set what its profile does not read', () => {
    expect(() => effectiveOverride({ ...given, scenario: 'load', profile: 'load', file: { steps: [1] } })).toThrow(
      "profile('load') steps: `steps` has no effect on the profile load",
    );
  });
});
