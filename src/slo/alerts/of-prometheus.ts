import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { PrometheusRule } from '../../objectives/alert-rule.ts';
import type { Measurement } from '../../plan/measurement.ts';
import { type Evaluated, evaluate } from '../../promql/evaluate.ts';
import { comparisonOf, type Expression, selectionsOf, withSelections } from '../../promql/expression.ts';
import type { Readings, ValueColumn } from '../../promql/readings.ts';
import { NotEvaluated, namesIn } from '../../promql/select.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';
import type { JudgedAlert } from './alert.ts';
import { worstOf } from './measured.ts';
import { readingsIn } from './readings.ts';
import { type AlertCourse, judgeRows } from './rows.ts';

/** A monitor that left series out may have left out those that a rule is about (monitor/reading-lines.ts). */
const LEFT_OUT = 'monitor';

/**
 * A rule of Prometheus, computed on what monitors read during the run: at every step of the grid instead of every
 * evaluation of its group. What cannot be computed is not judged; what nobody read has no data. Pure.
 */
export function judgePrometheusRule(rule: PrometheusRule, { timeline, plan }: Measurement): JudgedAlert {
  const { tree } = rule;
  const needed = rule.for * plan.timeScale;
  const shared = {
    ...{ name: rule.name, severity: rule.severity, measure: rule.expr, unit: 'none' as const },
    ...{ for: needed, over: null, notes: [], limit: null, worst: null },
  };
  if (tree === null) return { ...shared, state: 'not-judged', rows: [], reason: rule.reason };
  try {
    const scaled = inShortRun(tree, rule.for, plan.timeScale);
    const readings = readingsIn(timeline, namesIn(tree));
    const value = evaluate(scaled.tree, readings);
    const judged = judgeRows(coursesOf(value, readings), needed, readings.points * readings.width);
    const limit = limitOf(tree);
    return {
      ...shared,
      ...orUnsure(judged, value, timeline, readings.spoken.keys()),
      ...{ limit, over: readings.width, worst: worstOf(valuesOf(scaled.tree, value, readings), limit) },
      notes: [...value.notes, ...scaled.notes],
    };
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return { ...shared, state: error.state, rows: [], reason: error.message };
  }
}

function limitOf(tree: Expression): JudgedAlert['limit'] {
  const compared = comparisonOf(tree);
  return compared ? { op: compared.op, value: compared.limit } : null;
}

/** A series where its condition holds has a value there. Without any series nothing held, where that is known. */
function coursesOf({ columns, unknown }: Evaluated, { points, width }: Readings): AlertCourse[] {
  if (points === 0) return [];
  const nothing: ValueColumn = { labels: {}, values: Array.from({ length: points }, () => null) };
  return (columns.length > 0 ? columns : [nothing]).map(({ labels, values }) => ({
    series: Object.entries(labels)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(', '),
    points: values.map((value, i) => ({
      from: i * width,
      to: (i + 1) * width,
      held: unknown[i] ? 'unknown' : value !== null,
      value,
    })),
  }));
}

/** The values that are compared, whether or not the comparison holds. */
function valuesOf(tree: Expression, { columns }: Evaluated, readings: Readings): number[] {
  const compared = comparisonOf(tree) && tree.kind === 'binary' ? evaluate(tree.left, readings).columns : columns;
  return compared.flatMap(({ values }) =>
    values.flatMap((value) => (value === null || Number.isNaN(value) ? [] : value)),
  );
}

/** What did not fire is not quiet where its series may be missing, or where it could not have fired. */
function orUnsure(
  judged: ReturnType<typeof judgeRows>,
  { beyond }: Evaluated,
  timeline: Timeline,
  monitors: Iterable<string>,
): ReturnType<typeof judgeRows> {
  if (judged.state !== 'quiet') return judged;
  const unsure = (reason: string) => ({ state: 'no-data' as const, rows: [], reason });
  if (beyond !== undefined)
    return unsure(
      `the quantile lay beyond the largest bound of its buckets, ${formatNumber(beyond)}: Prometheus takes that bound, and nobody knows by how much it was larger`,
    );
  const own = [...monitors].map((monitor) => `the monitor ${monitor} `);
  const left = timeline.events.find(({ kind, text }) => kind === LEFT_OUT && own.some((each) => text.startsWith(each)));
  return left ? unsure(left.text) : judged;
}

/**
 * A time-scale shortens `for` and no range, as it does all sampling, but where a range was as long as `for` at most and
 * would outlast it: then it is scaled as well.
 */
function inShortRun(tree: Expression, row: number, scale: number): { tree: Expression; notes: string[] } {
  const longest = Math.max(0, ...selectionsOf(tree).map(({ range }) => range ?? 0));
  const outgrown = row === 0 || longest <= row;
  if (scale >= 1 || !outgrown) return { tree, notes: [] };
  const notes = new Set<string>();
  const scaled = withSelections(tree, (of) => {
    const { range } = of;
    if (range === null || range * scale < 1) return of;
    notes.add(`time-scaled: its range of ${formatSpan(range)} is ${formatSpan(range * scale)} here`);
    return { ...of, range: range * scale };
  });
  return { tree: scaled, notes: [...notes] };
}
