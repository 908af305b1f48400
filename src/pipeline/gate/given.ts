import { loadFacts, targetFact } from '../../compare/runs/run-figures.ts';
import { secretsOfMonitors } from '../../config/monitors/section.ts';
import { type Problem, UserError } from '../../errors.ts';
import { factTerms, type LegTerms, notOfLeg, objectiveTerms, versionTerms } from '../../gate/given-runs.ts';
import { gatedObjective, neverFails } from '../../gate/never-fails.ts';
import { endsAll, exitCode } from '../../judge/exit-code.ts';
import { parseObjectiveFlag } from '../../objectives/written/flag.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Result } from '../../result/result.ts';
import type { Asked } from '../gather.ts';
import { redactorOf } from '../scenario/environment.ts';
import { readsTarget, shownTarget } from '../target/open-target.ts';
import type { Leg, LegWithBaseline } from './legs.ts';
import { isOf } from './read-runs.ts';

/** The runs to go on from. One that ended its gate would end this one, too: it is made anew. */
export function withoutEnded(given: readonly Result[], note: (text: string) => void): Result[] {
  return given.filter((result) => {
    const code = exitCode(result, { written: true, failOn: 'critical' });
    const ended = endsAll(code, result.run.endedBy);
    if (ended) note(`${result.run.id} ended with ${code} and does not count: another is made in its place`);
    return !ended;
  });
}

/** The targets of the runs that are judged as they are. */
export function targetsOf(legs: readonly LegWithBaseline[], given: readonly Result[]): string | null {
  const judged = given.filter((result) => legs.some(({ leg }) => isOf(result, leg)));
  const named = new Set(judged.map(({ run }) => run.target));
  const facts = new Set(judged.map(({ run, provenance }) => targetFact(run.target, provenance.machine.hostsTarget)));
  return [...(named.size > 1 ? facts : named)].join(', ') || null;
}

/**
 * UserError (2) where runs that were given are not those of one leg, or could never fail: they are compared with nothing,
 * and nothing is promised.
 */
export function refuseGiven(legs: readonly LegWithBaseline[], given: readonly Result[]): void {
  const problems = legs.flatMap(({ leg, baseline }) => {
    const results = given.filter((result) => isOf(result, leg));
    const others = notOfLeg(nameOf(leg), results, statedTerms(leg, results), NEXT.from);
    if (results.length === 0 || (leg.compare === 'baseline' && baseline !== null)) return others;
    const objectives = results.flatMap((result) =>
      result.objectives.map((one) => gatedObjective(one, leg.request.failOn)),
    );
    return [...others, ...neverFails({ ...leg, baseline, objectives })];
  });
  if (problems.length > 0) throw new UserError(problems);
}

const NEXT = {
  from: 'name runs that were made as the gate says, all in the same way',
  resume: 'give the flags and files of then, or leave these runs out, so that others are made',
};

function nameOf({ scenario, tier }: Leg): string {
  return `${scenario} at ${tier}`;
}

/** What gate file and flags say of runs that were made elsewhere. */
function statedTerms({ request }: Leg, results: readonly Result[]): LegTerms {
  const { target, targetVersion, timeScale, arrivals, objectives } = request;
  const scaled = results.every(({ kind }) => kind === 'profile');
  return {
    target: target === undefined ? null : targetTerm(target),
    terms: {
      ...(scaled ? { 'time-scale': [String(timeScale)] } : {}),
      ...(arrivals === undefined ? {} : { arrivals: [arrivals] }),
      ...(targetVersion === undefined ? {} : versionTerms(targetVersion)),
      ...(objectives.length > 0
        ? { objectives: objectiveTerms(objectives.map(parseObjectiveFlag))['objectives']! }
        : {}),
    },
  };
}

/** Why given runs are not such as a leg is going to make. */
export function unlikePlanned(leg: Leg, given: readonly Result[], asked: Asked, plan: Plan): Problem[] {
  const results = given.filter((result) => isOf(result, leg));
  return results.length === 0 ? [] : notOfLeg(nameOf(leg), results, plannedTerms(asked, plan), NEXT.resume);
}

function plannedTerms(asked: Asked, plan: Plan): LegTerms {
  const { env, facts, project, target, targetVersion } = asked;
  const redact = redactorOf(env, target, secretsOfMonitors(project.service.monitors));
  const kind = plan.profile === 'script' ? 'script' : 'profile';
  return {
    // Where a script alone knows its target, nobody says it before it runs.
    target: target !== null && readsTarget(facts) ? redact(targetTerm(target)) : null,
    terms: {
      ...factTerms(
        loadFacts({
          ...plan,
          kind,
          loads: plan.stages.map(({ load }) => load.to),
          planned: plan.duration,
          untilSure: plan.untilSure === true,
        }),
      ),
      ...versionTerms(targetVersion && redact(targetVersion)),
      ...objectiveTerms(asked.objectives.map((one) => ({ ...one, name: redact.words(one.name) }))),
    },
  };
}

/** The sandbox is on this machine, on another port each time. */
function targetTerm(target: string): string {
  return target === 'sandbox' ? 'http://127.0.0.1' : shownTarget(target);
}
