import { METRICS } from '../../metrics/catalogue.ts';
import { tagMatches } from '../../metrics/selector.ts';
import type { Limit, Objective } from '../../objectives/objective.ts';
import { quantileOf } from '../../objectives/stat.ts';
import { isLower, isUpper } from '../../objectives/zone.ts';
import type { Plan, Stage } from '../../plan/plan.ts';
import { areaOf } from '../../plan/stages.ts';
import { canSettle } from '../../slo/settling/limit-course.ts';
import { windowSpans } from '../../slo/windows/spans.ts';
import { tooShortForRow } from '../../slo/windows/window-rule.ts';
import { noSeat, seatsIn, widthOf } from '../../slo/windows/window-width.ts';
import type { Span } from '../../slo/windows/windows.ts';
import { minimumSamples } from '../../stats/distributions/binomial.ts';
import { formatNumber } from '../../units/format.ts';
import { binOf } from '../layout.ts';

/**
 * What a plan shows of its objectives before anything was sent: a sentence for each required one that this run cannot
 * judge, or that no service could meet in it. Only what is certain, or very likely: of users nobody knows how many
 * requests they will make, and of a plain script not what it does. Pure.
 */
export function foresee(objectives: readonly Objective[], plan: Plan): string[] {
  if (plan.profile === 'capacity') return [];
  return [...unsettled(objectives, plan), ...unfit(objectives, plan)];
}

/** What keeps a load from ending early that may. */
function unsettled(objectives: readonly Objective[], { untilSure }: Plan): string[] {
  const names = untilSure ? objectives.filter((objective) => !canSettle(objective)).map(({ name }) => name) : [];
  if (names.length === 0) return [];
  return [
    `${names.join(', ')}: known at the end only, so that the load lasts its planned length in spite of --until-sure`,
  ];
}

function unfit(objectives: readonly Objective[], plan: Plan): string[] {
  return objectives
    .filter(({ required, source }) => required && source !== 'k6')
    .flatMap((objective) => {
      const unjudged = unknownStage(objective, plan) ?? windowsMissing(objective, plan) ?? fewSamples(objective, plan);
      if (unjudged !== undefined) return [`${objective.name} cannot be judged in this run: ${unjudged}`];
      const unmet = littleOffered(objective, plan);
      return unmet === undefined ? [] : [`${objective.name} cannot be met in this run: ${unmet}`];
    });
}

/** The tag `stage` is loadkit's own, so that its values are known. */
function unknownStage({ measure }: Objective, { stages }: Plan): string | undefined {
  const asked = { ...measure.where, ...(measure.kind === 'ratio' ? measure.part : {}) }['stage'];
  if (asked === undefined || stages.length === 0 || stages.some(({ name }) => tagMatches(asked, name)))
    return undefined;
  const names = stages.map(({ name }) => name).join(', ');
  return `no stage is called ${[asked].flat().join(' or ')}; there are ${names}`;
}

/** `over` and `for` against the parts of the run that are judged. */
function windowsMissing(objective: Objective, plan: Plan): string | undefined {
  if (objective.over === null || plan.duration === null) return undefined;
  const spans = plan.profile === 'breakpoint' ? [{ from: 0, to: plan.duration }] : plannedSpans(objective, plan);
  const bin = binOf(plan);
  const { width } = widthOf(objective, spans, { timeScale: plan.timeScale, bin });
  if (!spans.some((span) => seatsIn(span, width, bin) > 0)) return noSeat(width, spans);
  if (objective.for === null) return undefined;
  const row = objective.for * plan.timeScale;
  const joined = width * joinedWindows(objective, plan, width);
  const longest = Math.max(...spans.map((span) => seatsIn(span, joined, bin) * joined));
  return longest < row - 1e-9 ? tooShortForRow(row, longest) : undefined;
}

function plannedSpans(objective: Objective, plan: Plan): Span[] {
  const judgedFrom = (name: string) => plan.stages.find((stage) => stage.name === name)?.judgedFrom ?? 0;
  return windowSpans(objective, plan, { judgedFrom, end: plan.duration ?? 0 });
}

/** How many windows in a row hold the samples that the statistic needs; 1 where nobody knows. */
function joinedWindows(objective: Objective, plan: Plan, width: number): number {
  const least = leastOf(objective);
  const share = sampledShare(objective, plan);
  if (least === undefined || share === undefined) return 1;
  const rate = Math.max(0, ...plan.stages.filter(({ counts }) => counts).map(({ load }) => load.to));
  return rate > 0 ? Math.max(1, Math.ceil(least / (rate * share * width))) : 1;
}

/** The samples that a percentile needs, against those that are planned where it is judged. */
function fewSamples(objective: Objective, plan: Plan): string | undefined {
  const least = leastOf(objective);
  const share = sampledShare(objective, plan);
  const { measure } = objective;
  if (least === undefined || share === undefined || measure.kind !== 'stat') return undefined;
  const planned = plan.profile === 'breakpoint' ? areaOf(plan.stages) : judgedArea(plan);
  const expected = Math.floor(planned * share);
  if (expected >= least) return undefined;
  const most = Object.keys(measure.where).length > 0 ? 'at most ' : '';
  return `${measure.stat} needs ${formatNumber(least, 6)} samples, and ${most}about ${formatNumber(expected)} are planned in what is judged: hold the load for longer, or take a lower percentile`;
}

function leastOf({ measure }: Objective): number | undefined {
  const quantile = measure.kind === 'stat' ? quantileOf(measure.stat) : undefined;
  return quantile === undefined ? undefined : minimumSamples(quantile);
}

/** Samples of the objective's metric per planned request, at most; undefined where the plan does not say. */
function sampledShare({ measure }: Objective, plan: Plan): number | undefined {
  if (measure.kind !== 'stat' || plan.requests === null) return undefined;
  const { counts, protocol } = METRICS.get(measure.metric) ?? {};
  // A page of a browser makes as many requests as it likes.
  if (counts === 'requests' && protocol !== 'browser') return 1;
  return measure.metric === 'iteration_duration' ? 1 / (plan.requestsPerIteration ?? 1) : undefined;
}

/** Requests planned in the judged parts of the stages on which the verdict rests. */
function judgedArea({ stages }: Plan): number {
  return stages
    .filter(({ counts }) => counts)
    .reduce((sum, stage) => sum + rateOf(stage) * (stage.to - stage.judgedFrom), 0);
}

/** Mean rate of a stage's judged part: only a ramp's changes in it. */
function rateOf({ role, load }: Stage): number {
  return role === 'ramp' ? (load.from + load.to) / 2 : load.to;
}

/** A throughput that is promised, against the rates that are offered: it is judged on every stage. */
function littleOffered({ measure, target, critical }: Objective, plan: Plan): string | undefined {
  if (measure.kind !== 'stat' || measure.metric !== 'http_reqs' || measure.stat !== 'rate') return undefined;
  if (plan.requests === null || plan.profile === 'breakpoint') return undefined;
  const asked = target ?? opposite(critical);
  const stage = plan.stages
    .filter(({ counts, role }) => counts && role !== 'ramp')
    .sort((a, b) => a.load.to - b.load.to)[0];
  if (!stage || !asked || !isLower(asked) || asked.value <= stage.load.to) return undefined;
  return `it asks for ${asked.op} ${formatNumber(asked.value)}/s, and in ${stage.name} ${formatNumber(stage.load.to)} requests/s are offered`;
}

/** A critical limit says what must not be. */
function opposite(limit: Limit | null): Limit | null {
  return limit && isUpper(limit) ? { op: '>=', value: limit.value } : null;
}
