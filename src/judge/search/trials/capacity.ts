import { bracketOf } from '../../../capacity/trials/bracket.ts';
import { crossingFit } from '../../../capacity/trials/crossing-fit.ts';
import { judgedTrials } from '../../../capacity/trials/judged-trial.ts';
import {
  judgedOfTrial,
  loadOf,
  steadyBatches,
  type TrialBatch,
  type TrialRun,
} from '../../../capacity/trials/trial.ts';
import type { TrialsOutcome } from '../../../capacity/trials/trials-outcome.ts';
import type { Timeline } from '../../../metrics/timeline.ts';
import type { CapacityResult } from '../../../result/capacity.ts';
import type { RunRecord } from '../../../result/record.ts';
import type { Caveat, Estimate } from '../../../result/vocabulary.ts';
import type { Span } from '../../../slo/windows.ts';
import { heldShare } from '../held-share.ts';
import { heldAtTop, type JudgedCapacity, limitOf, ofTarget } from '../steered/capacity.ts';
import { searchUsl } from '../usl.ts';
import type { TrialsCourse } from './course.ts';
import { trialsEstimates } from './estimates.ts';
import { resultTrials, steadyTrialPoints, trialPoints } from './points.ts';

/** Judges a recorded search by trials: its outcome anew from the trials, the load points, the estimates. Pure. */
export function judgeTrials(record: RunRecord, timeline: Timeline, course: TrialsCourse): JudgedCapacity {
  const { tierRate, notes, ...search } = record.search!;
  const outcome = course.outcome();
  const requests = requestsOf(course, record.plan.requestsPerIteration ?? 1);
  const steady = steadyTrialPoints(course);
  const estimates = trialsEstimates(course, outcome, steady, requests);
  const limitedBy = limitOf(outcome, timeline);
  const capacity: CapacityResult = {
    search,
    ended: outcome.reason,
    load: outcome.seconds,
    elapsed: course.elapsed ?? timeline.lastSecond + 1,
    secondsNeeded: outcome.secondsNeeded,
    limitedBy,
    ...(outcome.change ? { change: outcome.change } : {}),
    binding: outcome.objective === null ? null : search.objectives[outcome.objective]!.name,
    crossings: crossingsOf(course, outcome, estimates[0]!),
    confirmation: confirmationOf(course, outcome),
    tierRate,
    requestsPerIteration: requests,
    trials: resultTrials(course),
    points: trialPoints(course),
    usl: limitedBy === 'rate-limiting' ? null : searchUsl(steady),
  };
  const held = holdOf(course, outcome);
  return {
    hold: held && spanOf(course, held, timeline),
    outcome,
    capacity,
    estimates: ofTarget(estimates, limitedBy),
    caveats: [...notes.map((text): Caveat => ({ code: 'note', text })), ...invalidTrials(course)],
  };
}

/** As they were made, over all trials. */
function requestsOf({ trials }: TrialsCourse, planned: number): number {
  const weighed = trials.map(({ fold, run }) => ({ requests: fold.requestsPerIteration, seconds: loadOf(run) }));
  const seconds = weighed.reduce((sum, one) => sum + one.seconds, 0);
  if (seconds === 0) return planned;
  return weighed.reduce((sum, one) => sum + one.requests * one.seconds, 0) / seconds;
}

/** Of the objective that binds its estimate, of the others a line through the same trials. */
function crossingsOf(course: TrialsCourse, outcome: TrialsOutcome, binding: Estimate): CapacityResult['crossings'] {
  const { settings, runs } = course;
  const judged = judgedTrials(settings.objectives, runs);
  const { low, above } = bracketOf(judged);
  return settings.objectives.map(({ allowed }, objective) => {
    if (outcome.value === null || !outcome.estimate || !low || !above) return null;
    if (objective === outcome.objective) return binding;
    const fit = crossingFit(judged, { objective, allowed, low: low.x, high: above.x });
    if (!fit || fit.x < low.x || fit.x > above.x) return null;
    const [value, lower, upper] = [0, -1, 1].map((side) => Math.exp(fit.x + side * fit.halfWidth));
    const ends = { value: value!, lower: lower!, upper: upper! };
    return { ...binding, ...ends, caveats: [], basis: `a line through ${fit.trials} trials near this crossing` };
  });
}

/** The trial in which the lower bound was held. */
function holdOf({ runs }: TrialsCourse, outcome: TrialsOutcome): TrialRun | undefined {
  const phase = heldAtTop(outcome) ? 'ceiling' : 'confirm';
  return runs.findLast(({ ask, valid }) => ask.phase === phase && valid);
}

/** Its judged part: the last seconds of its load. */
function spanOf({ trials }: TrialsCourse, { ask, batches }: TrialRun, { offset }: Timeline): Span | undefined {
  const fold = trials.findLast(({ run }) => run.ask === ask)?.fold;
  if (fold?.begun === undefined) return undefined;
  const to = fold.begun + fold.load - offset;
  return { from: to - loadOf({ batches }), to };
}

function confirmationOf(course: TrialsCourse, outcome: TrialsOutcome): CapacityResult['confirmation'] {
  const { settings } = course;
  const hold = holdOf(course, outcome);
  if (!hold) return null;
  const steady = steadyBatches(hold);
  const batches = steady.length > 0 ? steady : hold.batches;
  const sum = (of: (batch: TrialBatch) => number) => batches.reduce((total, batch) => total + of(batch), 0);
  return {
    rate: hold.ask.rate,
    seconds: loadOf({ batches }),
    ...(heldAtTop(outcome) ? { held: true, failures: 0 } : outcome.confirmation),
    bad: settings.objectives.map((objective, at) =>
      heldShare(
        sum(({ bad }) => bad[at]!),
        sum((batch) => judgedOfTrial(batch, at)),
        objective,
      ),
    ),
  };
}

function invalidTrials({ trials }: TrialsCourse): Caveat[] {
  const invalid = trials.filter(({ run, fold }) => !run.valid && fold.to !== undefined);
  if (invalid.length === 0) return [];
  return [
    {
      code: 'stage-invalid',
      text: `${invalid.length} of ${trials.length} trials were not used, since the generator and not the target shaped them: ${invalid[0]!.doubt}`,
    },
  ];
}
