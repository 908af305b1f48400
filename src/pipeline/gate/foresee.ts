import { type Problem, UserError } from '../../errors.ts';
import type { ForeseenLeg } from '../../gate/foreseen.ts';
import { gatedObjective, neverFails } from '../../gate/never-fails.ts';
import { sightsOf } from '../../gate/sight.ts';
import type { Result } from '../../result/result.ts';
import { gather } from '../gather.ts';
import type { Installation } from '../installation.ts';
import { planOf } from '../plan-of.ts';
import { unlikePlanned } from './given.ts';
import type { LegWithBaseline } from './legs.ts';

/**
 * What each leg is going to be, without sending anything. UserError (2) where a leg could never fail, or the comparison
 * that it asks for never could; where it would make other runs than those that were given; and whatever keeps its runs from
 * being made.
 */
export async function foreseeLegs(
  legs: readonly LegWithBaseline[],
  install: Installation,
  note: (text: string) => void,
  given: readonly Result[] = [],
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
    problems.push(...unlikePlanned(leg, given, asked, plan));
    const facts = { scenario, tier, repeats, retries, compare, duration: plan.duration, objectives, sights };
    foreseen.push({ ...facts, baseline: baseline?.length ?? null });
  }
  if (problems.length > 0) throw new UserError(problems);
  return foreseen;
}
