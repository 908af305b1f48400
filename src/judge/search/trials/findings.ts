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
import type { Timeline } from '../../../metrics/timeline/timeline.ts';
import type { Span } from '../../../slo/windows/windows.ts';
import { CARRIED, type Findings, type Hold, heldAtTop, spoiltCaveat } from '../findings.ts';
import { trialsEstimates } from './estimates.ts';
import { loadPoints, probesOf, steadyPoints } from './points.ts';
import type { TrialsSearch } from './trials-search.ts';

/**
 * What a search by trials found: its outcome anew from the trials, the load points, the estimates. `planned`: requests
 * of an iteration.
 */
export function trialsFindings(search: TrialsSearch, planned: number, timeline: Timeline): Findings {
  const { trials } = search;
  const outcome = search.outcome();
  const requests = requestsOf(search, planned);
  const steady = steadyPoints(search);
  const doubts = trials.flatMap(({ run, fold, doubt }) => (!run.valid && fold.to !== undefined ? [doubt ?? ''] : []));
  return {
    ending: outcome,
    requestsPerIteration: requests,
    load: outcome.seconds,
    elapsed: search.elapsed,
    estimates: trialsEstimates(search, outcome, steady, requests),
    crossing: crossingsOf(search, outcome),
    hold: holdOf(search, outcome, timeline),
    probes: probesOf(search),
    points: loadPoints(search),
    steady,
    caveats: spoiltCaveat(doubts, trials.length, 'trials'),
    rateAt: (second) => {
      const at = trials.find(
        ({ fold: { begun, load } }) => begun !== undefined && second >= begun && second < begun + load,
      );
      return at ? at.run.ask.rate : null;
    },
  };
}

/** As they were made, over all trials. */
function requestsOf({ trials }: TrialsSearch, planned: number): number {
  const weighed = trials.map(({ fold, run }) => ({ requests: fold.requestsPerIteration, seconds: loadOf(run) }));
  const seconds = weighed.reduce((sum, one) => sum + one.seconds, 0);
  if (seconds === 0) return planned;
  return weighed.reduce((sum, one) => sum + one.requests * one.seconds, 0) / seconds;
}

/**
 * Of each objective a line through the same trials; undefined where the rates that were tried are all that is known.
 */
function crossingsOf({ settings, runs }: TrialsSearch, outcome: TrialsOutcome): Findings['crossing'] {
  const judged = judgedTrials(settings.objectives, runs);
  const { low, above } = bracketOf(judged);
  if (outcome.value === null || !outcome.estimate || !low || !above) return undefined;
  return (objective) => {
    const { allowed } = settings.objectives[objective]!;
    const fit = crossingFit(judged, { objective, allowed, low: low.x, high: above.x });
    if (!fit || fit.x < low.x || fit.x > above.x) return null;
    const [value, lower, upper] = [0, -1, 1].map((side) => Math.exp(fit.x + side * fit.halfWidth));
    const ends = { value: value!, lower: lower!, upper: upper! };
    return { ...ends, basis: `a line through ${fit.trials} trials near this crossing` };
  };
}

/**
 * The trial in which the lower bound was held: the last hold that was made of it. Of a search that ends at the highest
 * rate allowed, where none was, the trial there that carried it.
 */
function heldTrial({ runs }: TrialsSearch, outcome: TrialsOutcome): TrialRun | undefined {
  const hold = runs.findLast(({ ask, valid }) => ask.phase === 'confirm' && valid);
  if (hold || !heldAtTop(outcome)) return hold;
  return runs.findLast(({ ask, valid }) => ask.phase === 'ceiling' && valid && ask.rate <= outcome.lower!);
}

function holdOf(search: TrialsSearch, outcome: TrialsOutcome, timeline: Timeline): Hold | undefined {
  const held = heldTrial(search, outcome);
  if (!held) return undefined;
  const steady = steadyBatches(held);
  const batches = steady.length > 0 ? steady : held.batches;
  const sum = (of: (batch: TrialBatch) => number) => batches.reduce((total, batch) => total + of(batch), 0);
  return {
    confirmation: held.ask.phase === 'ceiling' ? CARRIED : outcome.confirmation,
    rate: held.ask.rate,
    seconds: loadOf({ batches }),
    counts: search.settings.objectives.map((_, at) => ({
      bad: sum(({ bad }) => bad[at]!),
      judged: sum((batch) => judgedOfTrial(batch, at)),
    })),
    span: spanOf(search, held, timeline),
  };
}

/** Its judged part: the last seconds of its load. */
function spanOf({ trials }: TrialsSearch, { ask, batches }: TrialRun, { offset }: Timeline): Span | undefined {
  const fold = trials.findLast(({ run }) => run.ask === ask)?.fold;
  if (fold?.begun === undefined) return undefined;
  const to = fold.begun + fold.load - offset;
  return { from: to - loadOf({ batches }), to };
}
