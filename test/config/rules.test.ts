import { describe, expect, test } from 'vitest';
import { serviceFindings, tierFindings } from '../../src/config/rules.ts';
import { ServiceConfig, type WrittenServiceConfig } from '../../src/config/service-config.ts';
import { Tier, type WrittenTier } from '../../src/config/tier.ts';
import { formatPath } from '../../src/input/finding.ts';

const NAMES = { tiers: ['small', 'large'], scenarios: ['checkout'] };

const aboutService = (written: WrittenServiceConfig) => lines(serviceFindings(ServiceConfig.parse(written), NAMES));
const aboutTier = (written: Partial<WrittenTier>, service: WrittenServiceConfig = {}) =>
  lines(
    tierFindings(Tier.parse({ name: 'small', sessions: 1, rate: 1, ...written }), ServiceConfig.parse(service), NAMES),
  );

function lines(findings: ReturnType<typeof serviceFindings>): string[] {
  return findings.map(
    ({ level, path, what, next }) => `${level} ${formatPath(path)}: ${what}${next ? ` | ${next}` : ''}`,
  );
}

const fine = { name: 'fine', target: '< 1s', critical: '> 2s' };

test('an empty configuration is fine', () => {
  expect(aboutService({})).toEqual([]);
  expect(aboutTier({})).toEqual([]);
});

describe('the service', () => {
  test('objective names are unique', () => {
    expect(aboutService({ objectives: [fine, { ...fine, target: '< 2s' }] })).toEqual([
      'error objectives[1].name: two objectives are called "fine" (the other: objectives[0])',
    ]);
  });

  test('`for` and `allow` need windows', () => {
    expect(aboutService({ objectives: [{ ...fine, for: '2m' }] })).toEqual([
      'error objectives[0].for: `for` counts windows, and without `over` there are none | write over: 30s as well',
    ]);
    expect(aboutService({ objectives: [{ ...fine, allow: '5%' }] })[0]).toContain('`allow` is a share of windows');
    expect(aboutService({ objectives: [{ ...fine, over: '30s', for: '2m' }] })).toEqual([]);
    expect(aboutService({ objectives: [{ ...fine, over: '30s', for: '2m', allow: '5%' }] })).toEqual([
      'warning objectives[0].allow: `allow` has no effect beside `for`, which counts windows in a row',
    ]);
  });

  test('unknown scenarios and misspelt metrics are warnings: a path or a script may define them', () => {
    expect(aboutService({ objectives: [{ ...fine, scenarios: ['checkout', 'soak', 'sterss'] }] })).toEqual([
      'warning objectives[0].scenarios[2]: there is no scenario or profile "sterss" | did you mean `stress`?',
    ]);
    expect(aboutService({ scenarios: { basline: { rate: 1 } } })).toEqual([
      'warning scenarios.basline: there is no scenario or profile "basline" | did you mean `baseline`?',
    ]);
    expect(aboutService({ objectives: [{ ...fine, metric: 'http_req_duratoin' }] })).toEqual([
      'warning objectives[0].metric: k6 has no metric http_req_duratoin | did you mean `http_req_duration`?',
    ]);
    expect(aboutService({ objectives: [{ ...fine, metric: 'my_trend' }] })).toEqual([]);
  });

  test('the default tier exists', () => {
    expect(aboutService({ defaultTier: 'large' })).toEqual([]);
    expect(aboutService({ defaultTier: 'lrage' })).toEqual([
      'error defaultTier: there is no tier "lrage" | did you mean `large`?',
    ]);
  });

  test('overrides of profiles make sense', () => {
    expect(aboutService({ scenarios: { stress: { steps: [2, 1] } } })).toEqual([
      'error scenarios.stress.steps: steps must ascend: [2, 1] | write [1, 2]',
    ]);
  });

  test('a section may be written under another name, but not under both', () => {
    expect(aboutService({ scenarios: { endurance: { duration: '6h' } } })).toEqual([]);
    expect(aboutService({ objectives: [{ ...fine, scenarios: ['endurance'] }] })).toEqual([]);
    expect(aboutService({ scenarios: { soak: { sessions: 5 }, endurance: { duration: '6h' } } })).toEqual([
      'error scenarios.endurance: "endurance" is another name of "soak", which has a section as well | merge the two',
    ]);
    expect(aboutTier({ scenarios: { endurance: { duration: '6h' }, soak: {} } })).toHaveLength(1);
  });

  test('a field that the profile does not read is told', () => {
    expect(aboutService({ scenarios: { load: { steps: [1, 2], rate: 5 } } })).toEqual([
      'warning scenarios.load.steps: `steps` has no effect on the profile load | it reads rate, duration, ramp, maxVUs',
    ]);
    expect(aboutService({ scenarios: { spike: { recovery: { users: 5, hold: '1m' } } } })).toEqual([
      expect.stringContaining(
        'warning scenarios.spike.recovery.users: `recovery.users` has no effect on the profile spike',
      ),
    ]);
    expect(aboutTier({ scenarios: { endurance: { rate: 5 } } })).toEqual([
      'warning scenarios.endurance.rate: `rate` has no effect on the profile soak | it reads sessions, duration',
    ]);
    expect(
      aboutService({ scenarios: { stress: { recovery: { users: 5 } }, spike: { peak: 3, before: '0s' } } }),
    ).toEqual([]);
  });
});

describe('overridden objectives', () => {
  test('the objective exists', () => {
    expect(aboutTier({ objectives: { fien: { target: '< 1s' } } }, { objectives: [fine] })).toEqual([
      'error objectives.fien: the service has no objective "fien" | did you mean `fine`?',
    ]);
    expect(aboutTier({ scenarios: { stress: { objectives: { x: {} } } } })).toEqual([
      'error scenarios.stress.objectives.x: the service has no objective "x" | the service has no objectives to override',
    ]);
  });

  test('what comes out is checked, where the override stands', () => {
    const service = { objectives: [fine] };
    expect(aboutTier({ objectives: { fine: { target: '< 3s' } } }, service)).toEqual([
      'error objectives.fine.critical: some values would meet the target and be critical at once | write critical: "> 3s", or a limit beyond it',
    ]);
    expect(aboutTier({ objectives: { fine: { target: '< 3s', critical: '> 4s' } } }, service)).toEqual([]);
    expect(aboutTier({ objectives: { fine: { target: '< 3s', critical: null } } }, service)).toEqual([]);
    expect(aboutService({ ...service, scenarios: { soak: { objectives: { fine: { for: '1m' } } } } })).toEqual([
      'error scenarios.soak.objectives.fine.for: `for` counts windows, and without `over` there are none | write over: 30s as well',
    ]);
  });

  test('layers are checked together: a scenario of the tier over the tier', () => {
    const scenarios = { stress: { objectives: { fine: { target: '< 4s' } } } };
    expect(aboutTier({ objectives: { fine: { critical: '> 5s' } }, scenarios }, { objectives: [fine] })).toEqual([]);
    expect(aboutTier({ objectives: { fine: { critical: '> 3s' } }, scenarios }, { objectives: [fine] })).toEqual([
      expect.stringContaining('error scenarios.stress.objectives.fine.critical: some values'),
    ]);
  });

  test('what is wrong in the service is not told again for each tier', () => {
    expect(
      aboutTier({ objectives: { wrong: { required: false } } }, { objectives: [{ name: 'wrong', target: '< 5' }] }),
    ).toEqual([]);
  });
});
