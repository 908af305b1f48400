import type { CapacityPlan, PlannedTier } from '../../../result/capacity-plan.ts';
import { planVerdict, unmetIn, usedIn } from '../../../sizing/verdict/plan-verdict.ts';
import type { CaseOutcome, Suite, TestCase } from '../../junit/suite.ts';
import type { PlanReport } from './model.ts';
import { Figures } from './quantity.ts';

/**
 * A plan as test cases: whether it rests on a measurement, whether all that is required was shown, each tier, each of
 * its resources, and demand that is above what is carried today. Something fails here when, and only when, the exit
 * code is another than 0: what was measured not to be carried is a failure, a measurement that is missing an error. A
 * tier that is not known to carry its load, or only projected to, is skipped beside others that are known: it fails
 * nothing, and it has not passed. Where nothing is known it is an error. A resource that does not suffice is skipped:
 * the answer of its tier says what follows.
 */
export function planSuite(plan: CapacityPlan, { headline, detail, caveats, refused }: PlanReport): Suite {
  const figures = new Figures(plan);
  const open = planVerdict(plan).verdict === 'no-data' ? 'error' : 'skipped';
  return {
    name: 'loadkit.plan',
    seconds: 0,
    properties: [
      ['loadkit', plan.loadkit],
      [
        'runs',
        usedIn(plan)
          .map(({ run }) => run)
          .join(', ') || 'none',
      ],
      ['headroom', figures.text('headroom')],
      ['failures', figures.text('failures')],
      ['horizon', `${plan.horizon} months`],
    ],
    cases: [
      rests(plan, refused),
      allShown(plan),
      ...plan.tiers.flatMap((tier) => [tierCase(tier, open), ...resourceCases(tier, figures)]),
      ...plan.exceeded.map(demandCase),
    ],
    says: [headline, detail, ...caveats.map((text) => `note: ${text}`)],
  };
}

function testCase(name: string, outcome: CaseOutcome | null, details: readonly string[]): TestCase {
  return { name, seconds: 0, outcome, details };
}

function isMeasured(plan: CapacityPlan): boolean {
  return usedIn(plan).length > 0;
}

function rests(plan: CapacityPlan, refused: readonly string[]): TestCase {
  const message = 'no run shows a capacity: run loadkit capacity';
  return testCase(
    'the plan rests on a measurement',
    isMeasured(plan) ? null : { element: 'error', type: 'no-data', message },
    refused,
  );
}

function allShown(plan: CapacityPlan): TestCase {
  const unmet = unmetIn(plan);
  const name = 'the runs show all required objectives to be met';
  if (!isMeasured(plan)) return testCase(name, { element: 'skipped', type: 'no-data', message: 'there is no run' }, []);
  const message = `not shown: ${unmet.join(', ')}`;
  return testCase(name, unmet.length === 0 ? null : { element: 'error', type: 'no-data', message }, unmet);
}

function tierCase({ name, carries, basis, says, confirm }: PlannedTier, open: CaseOutcome['element']): TestCase {
  const outcomes: Readonly<Record<PlannedTier['carries'], CaseOutcome | null>> = {
    yes: null,
    tight: null,
    no: { element: 'failure', type: 'not-carried', message: says },
    unclear: { element: open, type: basis, message: `not shown: ${says}` },
  };
  const answer = carries === 'tight' ? `little headroom: ${says}` : says;
  return testCase(`${name}: the stated deployment carries its peak`, outcomes[carries], [
    answer,
    ...confirm.map((text) => `to confirm: ${text}`),
  ]);
}

function resourceCases({ name, checks }: PlannedTier, figures: Figures): TestCase[] {
  return checks.map(({ resource, needed, stated, fits, says }) => {
    const skipped = (why: string): CaseOutcome => ({
      element: 'skipped',
      type: 'resource',
      message: `${why}: ${says}`,
    });
    const outcome = fits ? null : skipped(fits === null ? 'not known' : 'does not suffice');
    return testCase(`${name}: ${resource}`, outcome, [
      `at the peak: ${figures.text(needed)}`,
      `stated: ${figures.text(stated)}`,
    ]);
  });
}

function demandCase({ quantity, certain, says }: CapacityPlan['exceeded'][number]): TestCase {
  const outcome: CaseOutcome = certain
    ? { element: 'failure', type: 'demand', message: says }
    : { element: 'skipped', type: 'demand', message: `not shown: ${says}` };
  return testCase(`${quantity}: demand of today is carried`, outcome, []);
}
