import { compareRuns } from '../compare/runs/compare-runs.ts';
import { type ComparedMetric, isLost } from '../compare/runs/compared-metric.ts';
import { type Comparison, lostMonitors, outlyingAfter } from '../compare/runs/comparison.ts';
import { objectionsTo, onBothSides } from '../compare/runs/objections.ts';
import { inOrder, type RunFigures } from '../compare/runs/run-figures.ts';
import { metricFamily, metricLabel } from '../compare/runs/run-metrics.ts';
import { formatRatio, formatValue } from '../units/format.ts';
import type { GateComparison, Sight } from './gate-result.ts';
import { largestByChance, repeatsNeeded, sightsOf } from './sight.ts';

/** Of what the comparison is: its scenario and tier, and what to type for a new baseline of the given runs. */
export interface ComparedOf {
  readonly scenario: string;
  readonly tier: string;
}

/**
 * The valid runs of a leg held against its baseline, null where there is none. What cannot be compared is
 * inconclusive, never a pass: no baseline, one of another load or machine, too few runs to show anything, a metric that
 * the baseline has and these runs lack.
 */
export function comparedLeg(
  kept: readonly RunFigures[] | null,
  made: readonly RunFigures[],
  leg: ComparedOf,
): GateComparison {
  const [baseline, runs] = [kept && inOrder(kept), inOrder(made)];
  const setNew = settingBaseline(runs);
  const inconclusive = (reasons: readonly string[], next: string | null): GateComparison => ({
    verdict: 'inconclusive',
    reasons: [...reasons],
    next,
    found: null,
    sees: [],
  });
  if (baseline === null) return inconclusive([`there is no baseline of ${leg.scenario} at ${leg.tier}`], setNew);
  if (runs.length === 0) return inconclusive(['there is no valid run to compare'], null);
  const shared = onBothSides(baseline, runs);
  if (shared.length > 0) return inconclusive(shared, 'judge runs that are not in the baseline: make new ones');
  const objections = objectionsTo(baseline, runs);
  if (objections.length > 0) return inconclusive(objections, setNew);
  const found = compareRuns(baseline, runs);
  const { sees, blind } = sightsOf(baseline, runs.length);
  if (found.reasons.length > 0)
    return { verdict: 'inconclusive', reasons: found.reasons, next: `on this machine: ${setNew}`, found, sees };
  if (found.metrics.some(({ verdict }) => verdict === 'regression'))
    return { verdict: 'regression', reasons: [], next: null, found, sees };
  if (blind !== null) {
    const needed = repeatsNeeded(baseline);
    const next = needed === undefined ? 'make a baseline of more runs' : `make ${needed} runs: repeats: ${needed}`;
    return { verdict: 'inconclusive', reasons: [blind], next, found, sees };
  }
  const lost = lostMetrics(found);
  if (lost.length > 0)
    return { verdict: 'inconclusive', reasons: lost, next: `where that is meant: ${setNew}`, found, sees };
  const unshown = unshownShifts(found, sees);
  if (unshown.length > 0)
    return {
      verdict: 'inconclusive',
      reasons: unshown,
      next: 'look at these runs, and make more of them',
      found,
      sees,
    };
  const better = found.metrics.some(({ verdict }) => verdict === 'improvement');
  return { verdict: better ? 'improvement' : 'no-regression', reasons: [], next: null, found, sees };
}

/**
 * Metrics that look worse by more than what would be shown in 9 of 10 cases, and are not shown to be: some of the runs are
 * much worse, others are not. Where too many metrics share the error for any to be shown, by more than chance. And those of
 * which a few runs lie so far off, or fail so often, that the middle of all says nothing of them. Nobody can call that
 * passed.
 */
function unshownShifts({ metrics, after }: Comparison, sees: readonly Sight[]): string[] {
  return metrics.flatMap((metric) => {
    const { shift, better, verdict } = metric;
    if (verdict !== 'inconclusive' || shift === null || metric.watched) return [];
    const far = outlyingAfter(metric).map((at) => after[at]);
    if (far.length > 0) return [`${metricLabel(metric)} is much worse in ${far.join(', ')} than in the other runs`];
    const sight = sees.find((one) => metricLabel(one) === metricLabel(metric));
    const family = metrics.filter((one) => one.shift !== null && metricFamily(one) === metricFamily(metric)).length;
    const most = sight?.shift ?? largestByChance(metric, family);
    if (most === null || (better === 'lower' ? shift.value : -shift.value) <= most) return [];
    const looks = `${metricLabel(metric)} looks worse by ${sizeOf(shift.value, metric)}`;
    return [
      sight
        ? `${looks}, where ${sizeOf(most, metric)} would be shown in 9 of 10 cases, and is not shown to be: only some of these runs are worse`
        : `${looks}, where ${sizeOf(most, metric)} may be chance, and nothing can show it: ${metric.after.runs} runs against ${metric.before.runs} are too few for ${family} metrics`,
    ];
  });
}

/** A shift as a share of the median before, where there is one. */
function sizeOf(shift: number, { before, unit }: ComparedMetric): string {
  return before.median ? formatRatio(Math.abs(shift / before.median)) : formatValue(Math.abs(shift), unit);
}

/** What to type for a baseline of these runs. */
export function settingBaseline(runs: readonly { readonly id: string }[]): string {
  return `loadkit baseline set ${runs.map(({ id }) => id).join(' ') || '<runs>'}`;
}

/** What runs before have and too many after do not: an endpoint that nobody reaches any more is no faster. */
function lostMetrics({ metrics }: Comparison): string[] {
  const lost = metrics.filter((metric) => metricFamily(metric) !== 'watched' && isLost(metric, metrics));
  return [
    ...lost.map((metric) => {
      const { before, after } = metric;
      return `${metricLabel(metric)} has a value in ${after.runs} of ${after.values.length} runs, and in ${before.runs} of ${before.values.length} of the baseline`;
    }),
    ...lostMonitors(metrics).map(
      (monitor) => `the monitor ${monitor} read nothing in most of these runs, and something in those of the baseline`,
    ),
  ];
}
