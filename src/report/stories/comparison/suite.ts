import type { ComparedMetric } from '../../../compare/runs/compared-metric.ts';
import { type Comparison, openMetrics } from '../../../compare/runs/comparison.ts';
import { metricLabel } from '../../../compare/runs/run-metrics.ts';
import { formatValue } from '../../../units/format.ts';
import type { CaseOutcome, Suite, TestCase } from '../../junit/suite.ts';
import { capital, plural, shiftWithInterval } from '../../words.ts';
import { floorText, headlineOf, invalidText, neededText, nextSteps, sidesText } from './words.ts';

/**
 * A comparison as test cases: whether the runs could be compared, and each metric. A regression is a failure, what keeps
 * the comparison open an error, what is inconclusive beside it skipped. So something fails here when, and only when, the exit code is another than 0.
 */
export function comparisonSuite(comparison: Comparison, loadkit: string): Suite {
  const { before, after, metrics, differs } = comparison;
  const open = openMetrics(metrics);
  return {
    name: 'loadkit.compare',
    seconds: 0,
    properties: [
      ['loadkit', loadkit],
      ['before', before.join(', ')],
      ['after', after.join(', ')],
      ...[...differs.load, ...differs.machine, ...differs.beside].map(
        ({ what, before: here, after: there }) => [what, `${here.join(', ')} -> ${there.join(', ')}`] as const,
      ),
    ],
    cases: [
      comparable(comparison),
      ...metrics.map((metric) => metricCase(metric, open.includes(metric), comparison.design)),
    ],
    says: [
      headlineOf(comparison),
      sidesText(comparison),
      ...[...comparison.reasons, ...invalidText(comparison)].map(capital),
      ...nextSteps(comparison),
    ],
  };
}

/** Reasons that were overruled (`--force`) fail nothing by themselves. */
function comparable({ verdict, reasons, metrics }: Comparison): TestCase {
  const open = verdict === 'inconclusive';
  const why = metrics.length === 0 ? 'no metric is known of both sides' : open ? reasons[0] : undefined;
  const outcome: CaseOutcome | null =
    why === undefined ? null : { element: 'error', type: 'not-comparable', message: why };
  return { name: 'the runs can be held against each other', seconds: 0, outcome, details: reasons };
}

function metricCase(metric: ComparedMetric, open: boolean, design: Comparison['design']): TestCase {
  const { before, after, unit, pValue } = metric;
  const found = `${formatValue(before.median, unit)} -> ${formatValue(after.median, unit)}, ${shiftWithInterval(metric)}`;
  const outcomes: Readonly<Record<ComparedMetric['verdict'], CaseOutcome | null>> = {
    regression: { element: 'failure', type: 'regression', message: found },
    inconclusive: {
      element: open ? 'error' : 'skipped',
      type: 'inconclusive',
      message: `${found}; more ${design === 'pair' ? 'pairs' : 'runs'}: ${neededText(metric, design)}`,
    },
    'not-judged': { element: 'skipped', type: 'not-judged', message: 'too little data on a side' },
    changed: null,
    improvement: null,
    'no-change': null,
  };
  return {
    name: metricLabel(metric),
    seconds: 0,
    outcome: outcomes[metric.verdict],
    details: [
      found,
      `p ${pValue === null ? 'none' : pValue.toPrecision(2)}, floor ${floorText(metric)}${metric.basis === 'tolerance' ? ', by tolerance and not by a test' : ''}`,
      `${plural(before.runs, String(before.runs), 'run')} before, ${after.runs} after`,
    ],
  };
}
