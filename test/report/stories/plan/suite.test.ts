import { describe, expect, test } from 'vitest';
import { junitReport } from '../../../../src/report/junit/junit.ts';
import { reportOfPlan } from '../../../../src/report/stories/plan/story.ts';
import type { CapacityPlan } from '../../../../src/result/capacity-plan.ts';
import { planExitCode } from '../../../../src/sizing/verdict/plan-verdict.ts';
import { PLANS } from '../../../fixtures/plans.ts';
import { parseXml } from '../../../fixtures/xml.ts';

const made = PLANS['measured at medium']!();
const suiteOf = (plan: CapacityPlan) => reportOfPlan(plan).suite;
const elementOf = (plan: CapacityPlan, name: string) => {
  const found = suiteOf(plan).cases.find((one) => one.name === name);
  if (!found) throw new Error(`no case ${name}`);
  return found.outcome?.element ?? 'passed';
};
/** The plan with the answer of its first tier changed. */
const answered = (change: Partial<CapacityPlan['tiers'][number]>): CapacityPlan => ({
  ...made,
  tiers: [{ ...made.tiers[0]!, ...change }],
});
const carries = (answer: CapacityPlan['tiers'][number]['carries']) => {
  const plan = answered({ carries: answer });
  return elementOf(plan, `${plan.tiers[0]!.name}: the stated deployment carries its peak`);
};

describe('a plan as test cases', () => {
  const all: readonly (readonly [string, CapacityPlan])[] = [
    ...Object.entries(PLANS).map(([name, plan]) => [name, plan()] as const),
    ...(['yes', 'tight', 'no', 'unclear'] as const).map((one) => [one, answered({ carries: one })] as const),
    ['demand above', { ...made, exceeded: [exceeded(true)] }],
    ['demand perhaps above', { ...made, exceeded: [exceeded(false)] }],
    ['unmet', { ...made, runs: made.runs.map((run) => ({ ...run, unmet: ['checks'] })) }],
    ['no run', { ...made, runs: [] }],
  ];

  test.each(all)('%s: something fails when, and only when, the command does', (_, plan) => {
    const { attributes } = parseXml(junitReport(reportOfPlan(plan)));
    const fails = Number(attributes['failures']) + Number(attributes['errors']) > 0;
    expect(fails).toBe(planExitCode(plan) !== 0);
  });

  test('every exit code is among them', () => {
    expect(new Set(all.map(([, plan]) => planExitCode(plan)))).toEqual(new Set([0, 3, 5]));
  });

  test('what is not carried fails, and what is not shown has not passed: an error where it is all there is', () => {
    expect(['yes', 'tight', 'no', 'unclear'].map((one) => carries(one as 'yes'))).toEqual([
      'passed',
      'passed',
      'failure',
      'error',
    ]);
    const beside: CapacityPlan['tiers'] = [
      { ...made.tiers[0]!, carries: 'yes' },
      { ...made.tiers[0]!, name: 'other', carries: 'unclear' },
    ];
    const partly = { ...made, tiers: beside };
    expect(planExitCode(partly)).toBe(0);
    expect(elementOf(partly, 'other: the stated deployment carries its peak')).toBe('skipped');
  });

  test('without a run nothing has passed but what was stated', () => {
    const { cases } = suiteOf(PLANS['nothing measured']!());
    expect(cases.filter(({ outcome }) => outcome === null).filter(({ name }) => /runs|peak|rests/.test(name))).toEqual(
      [],
    );
  });

  test('a resource passes only where it suffices', () => {
    const check = { resource: 'memory', needed: 'headroom', stated: null, use: null, says: 'so it is' };
    const fits = (known: boolean | null) => {
      const plan = answered({ checks: [{ ...check, fits: known }] });
      return elementOf(plan, `${plan.tiers[0]!.name}: memory`);
    };
    expect([true, false, null].map(fits)).toEqual(['passed', 'skipped', 'skipped']);
  });

  test('demand of today that may be above what is carried has not passed', () => {
    const element = (certain: boolean) =>
      elementOf({ ...made, exceeded: [exceeded(certain)] }, 'requests: demand of today is carried');
    expect([element(true), element(false)]).toEqual(['failure', 'skipped']);
  });

  test('a report that could not be written is an error here, too', () => {
    const { attributes } = parseXml(
      junitReport(reportOfPlan(answered({ carries: 'yes' })), ['plan.html: no space left']),
    );
    expect(attributes['errors']).toBe('1');
  });
});

function exceeded(certain: boolean): CapacityPlan['exceeded'][number] {
  return { quantity: 'requests', demand: 'headroom', capacity: 'headroom', certain, says: 'demand is above it' };
}
