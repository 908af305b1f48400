/** biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in YAML */
import { describe, expect, test } from 'vitest';
import { environmentOf } from '../../src/config/environment-name.ts';
import { ServiceConfig } from '../../src/config/service-config.ts';
import { Tier } from '../../src/config/tier.ts';
import { checkSchema } from '../../src/input/explain.ts';

const read = (stopWhen: unknown) => checkSchema(ServiceConfig, { safety: { stopWhen } });

describe('safety.stopWhen', () => {
  test('is nine of ten requests for a minute unless stated', () => {
    expect(ServiceConfig.parse({}).safety.stopWhen).toEqual([
      { of: 'errors', quantile: null, op: '>=', limit: 0.9, for: 60, text: 'errors >= 90%', byDefault: true },
    ]);
  });

  test.each([false, null, []])('%j is never', (stopWhen) => {
    expect(read(stopWhen).data?.safety.stopWhen).toEqual([]);
  });

  test('is one rule or several', () => {
    expect(read({ errors: '> 50%', for: '10s' }).data?.safety.stopWhen).toMatchObject([
      { of: 'errors', op: '>', limit: 0.5, for: 10, byDefault: false },
    ]);
    expect(read([{ latency: 'p99.5 >= 1.5s' }, { errors: '>= 100%' }]).data?.safety.stopWhen).toMatchObject([
      { of: 'latency', quantile: 0.995, op: '>=', limit: 1.5, for: 60, text: 'latency p99.5 >= 1.5s' },
      { of: 'errors', limit: 1 },
    ]);
  });

  test.each([
    [true, 'safety.stopWhen: expected a rule such as { errors: ">= 90%", for: 60s }, a list of them, or false'],
    [{}, 'safety.stopWhen: this rule has no limit'],
    [{ errors: '> 5%', latency: 'p95 > 1s' }, 'safety.stopWhen: one rule has one limit'],
    [{ errors: '90%' }, 'safety.stopWhen.errors: "90%" does not say on which side of the limit is good'],
    [{ errors: '< 5%' }, 'safety.stopWhen.errors: "< 5%" says what is good, and not when to stop'],
    [{ errors: '> 100%' }, 'safety.stopWhen.errors: "> 100%" is never so'],
    [{ errors: '>= 0%' }, 'safety.stopWhen.errors: ">= 0%" is always so'],
    [{ errors: '> 5s' }, 'safety.stopWhen.errors: "> 5s" is no share'],
    [{ latency: '> 5s' }, 'safety.stopWhen.latency: "> 5s" names no percentile of latency'],
    [{ latency: 'p95 > 5%' }, 'safety.stopWhen.latency: "> 5%" is no time'],
    [[{ errors: '> 5%' }, { eror: '> 5%' }], 'safety.stopWhen[1].eror: unknown field "eror"'],
    [{ errors: '> 5%', for: 10 }, 'safety.stopWhen.for: a duration needs its unit: write 10s'],
  ])('refuses %j', (stopWhen, told) => {
    const { findings } = read(stopWhen);
    const path = (parts: readonly (string | number)[]) => parts.join('.').replace(/\.(\d)/, '[$1]');
    expect(findings.map((finding) => `${path(finding.path)}: ${finding.what}`)).toContain(told);
  });

  test('suggests what an unknown field may mean', () => {
    for (const stopWhen of [{ error: '> 5%' }, [{ error: '> 5%' }]])
      expect(read(stopWhen).findings[0]).toMatchObject({ next: 'did you mean `errors`?' });
  });
});

describe('environment', () => {
  const of = (environment: unknown) => checkSchema(ServiceConfig, { environment });

  test.each(['production', 'Production', ' PRODUCTION '])('%j is production, of a service and of a tier', (written) => {
    expect(of(written).data?.environment).toBe('production');
    expect(Tier.parse({ name: 'a', sessions: 1, rate: 1, environment: written }).environment).toBe('production');
  });

  test.each([
    ['prod', 'production'],
    ['Prodction', 'production'],
    ['LIVE', 'production'],
    ['dev', 'development'],
    ['preprod', 'staging'],
  ])('%j is refused with what was meant', (written, meant) => {
    expect(of(written).findings).toMatchObject([{ path: ['environment'], next: `did you mean \`${meant}\`?` }]);
  });

  test.each(['', 'mars', null, true, '${ENVIRONMENT}'])('%j is refused', (written) => {
    expect(of(written).findings).toHaveLength(1);
  });

  test('is the tier’s own, but for a service in production', () => {
    expect(environmentOf({ environment: 'test' }, { environment: 'staging' })).toBe('staging');
    expect(environmentOf({ environment: 'test' }, {})).toBe('test');
    expect(environmentOf({ environment: 'production' }, { environment: 'test' })).toBe('production');
    expect(environmentOf({}, { environment: 'production' })).toBe('production');
  });
});
