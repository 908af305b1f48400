import type { RunFigures } from '../../compare/runs/run-figures.ts';
import { type Problem, UserError } from '../../errors.ts';
import type { ForeseenLeg } from '../../gate/foreseen.ts';
import { gatedObjective, neverFails } from '../../gate/never-fails.ts';
import { sightsOf } from '../../gate/sight.ts';
import type { Result } from '../../result/result.ts';
import { gather } from '../gather.ts';
import type { Installation } from '../installation.ts';
import { planOf } from '../plan-of.ts';
import type { Leg } from './legs.ts';
import { isOf } from './read-runs.ts';

/** A leg with its baseline. */
export interface LegWithBaseline {
  readonly leg: Leg;
  readonly baseline: readonly RunFigures[] | null;
}

/**
 * What each leg is going to be, without sending anything. UserError (2) where a leg could never fail, or the comparison
 * that it asks for never could; and whatever keeps its runs from being made.
 */
export async function foreseeLegs(
  legs: readonly LegWithBaseline[],
  install: Installation,
  note: (text: string) => void,
): Promise<ForeseenLeg[]> {
  const foreseen: ForeseenLeg[] = [];
  const problems: Problem[] = [];
  for (const { leg, baseline } of legs) {
    const asked = await gather(leg.request, install, note);
    const { plan } = planOf(asked, asked.facts.requests ?? 1);
    const objectives = asked.objectives.map((one) => gatedObjective(one, leg.request.failOn));
    const sights = leg.compare === 'baseline' && baseline !== null ? sightsOf(baseline, leg.repeats) : null;
    const { scenario, tier, repeats, retries, compare } = leg;
    problems.push(...neverFails({ scenario, tier, repeats, compare, baseline, objectives }));
    const facts = { scenario, tier, repeats, retries, compare, duration: plan.duration, objectives, sights };
    foreseen.push({ ...facts, baseline: baseline?.length ?? null });
  }
  if (problems.length > 0) throw new UserError(problems);
  return foreseen;
}

/** UserError (2) where runs that were given could never fail: they are compared with nothing, and nothing is promised. */
export function refuseHarmless(legs: readonly LegWithBaseline[], given: readonly Result[]): void {
  const problems = legs.flatMap(({ leg, baseline }) => {
    const results = given.filter((result) => isOf(result, leg));
    if (results.length === 0 || (leg.compare === 'baseline' && baseline !== null)) return [];
    const objectives = results.flatMap((result) =>
      result.objectives.map((one) => gatedObjective(one, leg.request.failOn)),
    );
    return neverFails({ ...leg, baseline, objectives });
  });
  if (problems.length > 0) throw new UserError(problems);
}
