import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../../src/sizing/measured/evidence.ts';
import { measured, searched } from '../../fixtures/measured.ts';

describe('what a run shows of capacity', () => {
  test('a search: its lower end is promised, and what was in flight gives the response time', () => {
    const found = evidenceOf(searched('medium', 200));
    expect(found).toMatchObject({ kind: 'capacity', tier: 'medium', lower: 192, value: 200, upper: 208 });
    expect(found).toMatchObject({ promised: { name: 'API response', quantile: 0.95, limit: 0.2 } });
    expect('response' in found && found.response).toBeCloseTo(0.045, 12);
  });

  test('steps: between the highest that met its objectives and the lowest that did not', () => {
    const stages = [
      { rate: 200, zone: 'met' },
      { rate: 100, zone: 'met' },
      { rate: 300, zone: 'degraded' },
      { rate: 400, zone: 'critical' },
    ] as const;
    expect(evidenceOf(measured({ profile: 'stress', stages }))).toMatchObject({
      kind: 'steps',
      lower: 200,
      value: null,
      upper: 300,
      response: 0.03,
    });
  });

  test('a step that met its objectives above one that did not proves nothing, nor does one that is not valid', () => {
    const stages = [
      { rate: 100, zone: 'met' },
      { rate: 200, zone: 'critical' },
      { rate: 300, zone: 'met' },
      { rate: 150, zone: 'met', valid: false },
    ] as const;
    expect(evidenceOf(measured({ stages }))).toMatchObject({ lower: 100, upper: 200 });
  });

  test('one load that was held: nothing is known above it', () => {
    const found = evidenceOf(measured({ profile: 'load', stages: [{ rate: 200, zone: 'met' }] }));
    expect(found).toMatchObject({ kind: 'held', lower: 200, upper: null });
    expect('caveats' in found && found.caveats.join()).toContain('nothing was measured above 200 requests/s');
  });

  test('a load set below the tier’s own is evidence of that load, and of no more', () => {
    const found = evidenceOf(measured({ profile: 'load', stages: [{ rate: 10, zone: 'met' }] }));
    expect(found).toMatchObject({ tier: 'medium', lower: 10, upper: null });
  });

  test.each([
    ['time-scaled', measured({ run: { timeScale: 0.1 } }), /time-scaled run makes no capacity claim/],
    ['aborted', measured({ run: { state: 'aborted' } }), /it was aborted/],
    ['users', measured({ stages: [{ rate: 10, zone: 'met', users: true }] }), /users says nothing about a rate/],
    [
      'ramp',
      measured({ stages: [{ rate: 400, zone: 'critical', ramp: true }] }),
      /a ramp has passed what a service sustains/,
    ],
    ['nothing met', measured({ stages: [{ rate: 10, zone: 'critical' }] }), /no load was shown/],
    ['no lower end', measured({ estimates: { maxSustainableLoad: { value: 100, upper: 110 } } }), /no load was shown/],
    [
      'inconclusive',
      measured({
        validity: {
          status: 'inconclusive',
          reasons: [{ id: 'invalid/gap', code: 'gap', stage: null, text: 'the generator fell behind', next: 'y' }],
        },
      }),
      /inconclusive: the generator fell behind/,
    ],
  ])('refused: %s', (_, result, why) => {
    expect(evidenceOf(result)).toMatchObject({ refused: expect.stringMatching(why) });
  });

  test('even arrivals flatter, and the plan says so', () => {
    const found = evidenceOf(searched('medium', 200, { run: { arrivals: 'even' } }));
    expect('caveats' in found && found.caveats.join()).toContain('evenly spaced');
  });
});
