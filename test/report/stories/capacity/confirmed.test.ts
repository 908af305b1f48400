import { describe, expect, test } from 'vitest';
import { capacityAnswers } from '../../../../src/report/stories/capacity/answers.ts';
import { capacityChecks } from '../../../../src/report/stories/capacity/checks.ts';
import { capacityDecision } from '../../../../src/report/stories/capacity/decision.ts';
import { standingOf } from '../../../../src/report/stories/capacity/standing.ts';
import type { CapacityResult } from '../../../../src/result/capacity.ts';
import type { Estimate } from '../../../../src/result/estimates.ts';
import { CAPACITY_CASES } from '../../capacity-fixtures.ts';

type Confirmation = NonNullable<CapacityResult['confirmation']>;

const HOLD: Confirmation = { rate: 207.6, seconds: 45, held: true, failures: 0, bad: [0.04] };
const INTERVAL = { value: 212.4, lower: 207.6, upper: 217.2 };
const AT_LEAST = { value: null, lower: 207.6, upper: null };
const BRACKET = { value: null, lower: 207.6, upper: 217.2 };
const NOTHING = { value: null, lower: null, upper: null };

interface Situation {
  readonly held: Confirmation | null;
  readonly found?: Pick<Estimate, 'value' | 'lower' | 'upper'>;
  /** What the paragraph below the headline says of the hold; the figures of the check; and whether it is passed. */
  readonly says: string;
  readonly check: string;
  readonly passed: boolean;
  /** How the headline begins. */
  readonly headline: string;
}

const SUSTAINS = 'Sustains 212 requests/s (207 to 218, 90 %)';
const BOUND = 'The lower bound, 207 requests/s,';

/** What was held, and what may be said of it: "held" only of a hold at the bound that was judged. */
const SITUATIONS: readonly (readonly [string, Situation])[] = [
  [
    'held at once',
    {
      held: HOLD,
      says: `${BOUND} held for 45 s.`,
      check: 'held for 45 s, 0 failed before',
      passed: true,
      headline: SUSTAINS,
    },
  ],
  [
    'held after two steps down',
    {
      held: { ...HOLD, failures: 2 },
      says: `${BOUND} held for 45 s, after 2 steps down.`,
      check: 'held for 45 s, 2 failed before',
      passed: true,
      headline: SUSTAINS,
    },
  ],
  [
    'no hold was made',
    {
      held: null,
      says: `${BOUND} was not confirmed by a hold.`,
      check: 'no hold was made',
      passed: false,
      headline: SUSTAINS,
    },
  ],
  [
    'a hold that was cut short',
    {
      held: { ...HOLD, held: null, seconds: 20 },
      says: `${BOUND} was not confirmed: its hold ended after 20 s, unjudged.`,
      check: 'ended after 20 s, unjudged',
      passed: false,
      headline: SUSTAINS,
    },
  ],
  [
    'a hold below the bound',
    {
      held: { ...HOLD, rate: 190 },
      says: `${BOUND} was not held: 190 requests/s were, for 45 s.`,
      check: 'held for 45 s, 0 failed before',
      passed: false,
      headline: SUSTAINS,
    },
  ],
  [
    'a hold above the bound, as far as rates are rounded',
    {
      held: { ...HOLD, rate: 207.7 },
      says: `${BOUND} held for 45 s.`,
      check: 'held for 45 s, 0 failed before',
      passed: true,
      headline: SUSTAINS,
    },
  ],
  [
    'three holds that failed',
    {
      held: { ...HOLD, held: false, failures: 3, rate: 214 },
      says: `${BOUND} is not confirmed: 3 holds in a row failed, the last at 214 requests/s.`,
      check: 'did not hold for 45 s, 3 failed before',
      passed: false,
      headline: 'Estimated 212 requests/s (207 to 218, 90 %), but no lower bound held',
    },
  ],
  [
    'holds that failed below the highest rate allowed: nothing is sustained',
    {
      held: { ...HOLD, held: false, failures: 3, rate: 214 },
      found: AT_LEAST,
      says: 'is not confirmed: 3 holds in a row failed, the last at 214 requests/s.',
      check: 'did not hold for 45 s, 3 failed before',
      passed: false,
      headline: 'No lower bound held',
    },
  ],
  [
    'holds that failed within a bracket of rates: nothing is sustained',
    {
      held: { ...HOLD, held: false, failures: 3, rate: 214 },
      found: BRACKET,
      says: 'is not confirmed: 3 holds in a row failed, the last at 214 requests/s.',
      check: 'did not hold for 45 s, 3 failed before',
      passed: false,
      headline: 'No lower bound held',
    },
  ],
  [
    'the highest rate allowed, held',
    {
      held: HOLD,
      found: AT_LEAST,
      says: `${BOUND} held for 45 s.`,
      check: 'held for 45 s, 0 failed before',
      passed: true,
      headline: 'Sustains at least 207 requests/s',
    },
  ],
  [
    'nothing was found to hold',
    {
      held: null,
      found: NOTHING,
      says: '',
      check: 'no hold was made',
      passed: false,
      headline: 'No capacity found',
    },
  ],
];

function reported({ held, found = INTERVAL }: Situation) {
  const { result } = CAPACITY_CASES['capacity without a tier']!();
  const maxSustainableLoad = { ...result.estimates.maxSustainableLoad!, ...found, confidence: 0.9, caveats: [] };
  const estimates = { ...result.estimates, maxSustainableLoad };
  const capacity: CapacityResult = { ...result.capacity!, confirmation: held };
  const patched = { ...result, estimates, capacity };
  const standing = standingOf(patched)!;
  const check = capacityChecks(patched, standing).find(({ name }) => name === 'Lower bound confirmed')!;
  const answers = capacityAnswers(patched, standing);
  return { ...capacityDecision(patched, standing), check, answers };
}

describe('words of what was held', () => {
  test.each(SITUATIONS)('%s', (_, situation) => {
    const { headline, detail, check, answers } = reported(situation);
    expect(detail).toContain(situation.says);
    expect(check).toMatchObject({ found: situation.check, passed: situation.passed });
    expect(headline.startsWith(situation.headline), headline).toBe(true);
    const failed = situation.held?.held === false;
    if (failed) expect(JSON.stringify([headline, answers])).not.toMatch(/Sustains|That load held|gives way first/);
    if (!situation.passed && !/was not held: /.test(detail)) expect(detail).not.toMatch(/held for/);
  });
});
