import { tagsKey } from '../metrics/tags.ts';
import { type Bucket, bucketQuantile } from '../stats/bucket-quantile.ts';
import {
  type Aggregate,
  type Binary,
  type CallExpression,
  type Expression,
  numbersJoined,
  type Selection,
} from './expression.ts';
import { overRange } from './over-range.ts';
import type { Readings, ReadSeries, ValueColumn } from './readings.ts';
import { NotEvaluated, type Selected, select } from './select.ts';

/** What an expression comes to at each point of the grid. */
export interface Evaluated {
  readonly columns: readonly ValueColumn[];
  /** Where a monitor that it rests on said nothing, so that nobody knows. */
  readonly unknown: readonly boolean[];
  /** What of it is not read as Prometheus would read it, in sentences. */
  readonly notes: readonly string[];
  /** The largest bound of a histogram beyond which a quantile lay; Prometheus takes that bound. */
  readonly beyond: number | undefined;
}

type Value = number | readonly ValueColumn[];

/**
 * An expression at each point of a grid, on what monitors read, as Prometheus evaluates a rule at a moment. Throws
 * NotEvaluated where the readings cannot answer it. Pure.
 *
 * Source: prometheus.io/docs/prometheus/latest/querying, operators and functions.
 */
export function evaluate(expression: Expression, readings: Readings): Evaluated {
  const evaluation = new Evaluation(readings);
  const value = evaluation.valueOf(expression);
  if (typeof value === 'number') throw new NotEvaluated('not-judged', 'it is a number, and no alert rule');
  return {
    columns: value,
    unknown: evaluation.unknown,
    notes: [...evaluation.notes],
    beyond: evaluation.beyond,
  };
}

class Evaluation {
  readonly #readings: Readings;
  readonly unknown: boolean[];
  readonly notes = new Set<string>();
  beyond: number | undefined;

  constructor(readings: Readings) {
    this.#readings = readings;
    this.unknown = Array.from({ length: readings.points }, () => false);
  }

  valueOf(expression: Expression): Value {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'selection':
        return this.#instant(expression);
      case 'call':
        return this.#called(expression);
      case 'aggregate':
        return aggregated(expression, this.#vector(expression.of));
      case 'binary':
        return joined(expression.op, this.valueOf(expression.left), this.valueOf(expression.right));
    }
  }

  #vector(expression: Expression): readonly ValueColumn[] {
    const value = this.valueOf(expression);
    if (typeof value === 'number') throw new NotEvaluated('not-judged', 'it takes a number for series');
    return value;
  }

  #instant(selection: Selection): ValueColumn[] {
    const series = this.#present(selection);
    if (series.some(({ counts }) => counts))
      throw new NotEvaluated(
        'not-judged',
        `${selection.metric} is a counter, of which loadkit keeps what it grows by: only rate() and increase() are computed of it`,
      );
    return series.map(({ labels, values }) => ({ labels, values }));
  }

  /** What a selection means, as it was `offset` before: what was before the load nobody knows. */
  #selected(selection: Selection): Pick<Selected, 'series' | 'spoken'> {
    const { series, spoken, notes } = select(selection, this.#readings);
    for (const note of notes) this.notes.add(note);
    for (const { beyond } of series) this.beyond ??= beyond;
    const later = Math.round((selection.offset ?? 0) / this.#readings.width);
    if (later === 0) return { series, spoken };
    const shifted = <T>(of: readonly T[], none: T) => of.map((_, i) => (i < later ? none : of[i - later]!));
    return {
      series: series.map((each) => ({ ...each, values: shifted(each.values, null) })),
      spoken: shifted(spoken, false),
    };
  }

  /** 1 where none of the series has a value; of a counter it is enough that it was read. */
  #absent(of: Expression): ValueColumn {
    const columns = of.kind === 'selection' ? this.#present(of) : this.#vector(of);
    const matchers = of.kind === 'selection' ? of.matchers.filter(({ op }) => op === '=') : [];
    return {
      labels: Object.fromEntries(matchers.map(({ label, value }) => [label, value])),
      values: this.unknown.map((_, i) => (columns.some(({ values }) => (values[i] ?? null) !== null) ? null : 1)),
    };
  }

  #present(selection: Selection): readonly ReadSeries[] {
    const { series, spoken } = this.#selected(selection);
    for (let i = 0; i < this.#readings.points; i++) if (!spoken[i]) this.unknown[i] = true;
    return series;
  }

  #called({ name, args }: CallExpression): readonly ValueColumn[] {
    if (name === 'histogram_quantile') {
      const [q, of] = args as [Extract<Expression, { kind: 'number' }>, Expression];
      return this.#quantiles(q.value, this.#vector(of));
    }
    if (name === 'absent') return [this.#absent(args[0]!)];
    const selection = args[0] as Selection;
    const { series, spoken } = this.#selected(selection);
    const { columns, unknown } = overRange(name, selection, series, spoken, this.#readings);
    unknown.forEach((is, i) => {
      if (is) this.unknown[i] = true;
    });
    return columns;
  }

  /** A quantile of each histogram: of the series that differ by `le` alone. */
  #quantiles(q: number, buckets: readonly ValueColumn[]): ValueColumn[] {
    const histograms = new Map<string, { labels: Record<string, string>; of: { le: number; column: ValueColumn }[] }>();
    for (const column of buckets) {
      const { le, ...labels } = column.labels;
      const bound = le === undefined ? Number.NaN : Number(le.replace(/^\+?Inf$/i, 'Infinity'));
      if (Number.isNaN(bound)) continue;
      const key = tagsKey(labels);
      const histogram = histograms.get(key) ?? { labels, of: [] };
      histogram.of.push({ le: bound, column });
      histograms.set(key, histogram);
    }
    return [...histograms.values()].map(({ labels, of }) => ({
      labels,
      values: Array.from({ length: this.#readings.points }, (_, i) =>
        this.#quantile(
          q,
          of.flatMap(({ le, column }): Bucket[] => {
            const count = column.values[i];
            return count === null || count === undefined ? [] : [[le, count]];
          }),
        ),
      ),
    }));
  }

  #quantile(q: number, buckets: readonly Bucket[]): number | null {
    const found = bucketQuantile(q, buckets);
    if (found?.beyond) this.beyond = found.value;
    return found?.value ?? null;
  }
}

function aggregated({ op, by, without }: Aggregate, of: readonly ValueColumn[]): ValueColumn[] {
  const kept = (labels: ValueColumn['labels']) =>
    Object.fromEntries(
      Object.entries(labels).filter(([label]) =>
        by ? by.includes(label) : without ? !without.includes(label) : false,
      ),
    );
  const groups = new Map<string, { labels: ValueColumn['labels']; members: ValueColumn[] }>();
  for (const column of of) {
    const labels = kept(column.labels);
    const group = groups.get(tagsKey(labels)) ?? { labels, members: [] };
    group.members.push(column);
    groups.set(tagsKey(labels), group);
  }
  return [...groups.values()].map(({ labels, members }) => ({
    labels,
    values: members[0]!.values.map((_, i) => {
      const values = members.flatMap(({ values: each }) => each[i] ?? []);
      return values.length === 0 ? null : AGGREGATE[op](values);
    }),
  }));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const AGGREGATE: Readonly<Record<Aggregate['op'], (values: readonly number[]) => number>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
};

function compared(op: Binary['op'], a: number, b: number): boolean | undefined {
  switch (op) {
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    default:
      return undefined;
  }
}

/** Two operands joined, series by series of the same labels. A comparison keeps what it holds for. */
function joined(op: Binary['op'], left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const value = numbersJoined(op, left, right);
    if (value === undefined) throw new NotEvaluated('not-judged', 'it compares two numbers');
    return value;
  }
  if (typeof left === 'number')
    return (right as readonly ValueColumn[]).map((column) => mapped(column, (b) => of(op, left, b, b)));
  if (typeof right === 'number') return left.map((column) => mapped(column, (a) => of(op, a, right, a)));
  if (op === 'or') return either(left, right);
  const byKey = new Map(right.map((column) => [tagsKey(column.labels), column]));
  if (op === 'unless')
    return left.map((column) => paired(column, byKey.get(tagsKey(column.labels)), (a, b) => (b === null ? a : null)));
  return left.flatMap((column) => {
    const other = byKey.get(tagsKey(column.labels));
    if (other === undefined) return [];
    return [paired(column, other, (a, b) => (b === null ? null : op === 'and' ? a : of(op, a, b, a)))];
  });
}

/** A value of numbersJoined, or `kept` where a comparison holds. */
function of(op: Binary['op'], a: number, b: number, kept: number): number | null {
  const holds = compared(op, a, b);
  if (holds !== undefined) return holds ? kept : null;
  const value = numbersJoined(op, a, b);
  if (value === undefined) throw new NotEvaluated('not-judged', `it joins a number by ${op}`);
  return value;
}

function mapped({ labels, values }: ValueColumn, to: (value: number) => number | null): ValueColumn {
  return { labels, values: values.map((value) => (value === null ? null : to(value))) };
}

function paired(
  { labels, values }: ValueColumn,
  other: ValueColumn | undefined,
  to: (a: number, b: number | null) => number | null,
): ValueColumn {
  return { labels, values: values.map((a, i) => (a === null ? null : to(a, other?.values[i] ?? null))) };
}

/** What either side has, the left one first. */
function either(left: readonly ValueColumn[], right: readonly ValueColumn[]): ValueColumn[] {
  const others = new Map(right.map((column) => [tagsKey(column.labels), column]));
  const both = left.map(({ labels, values }) => {
    const key = tagsKey(labels);
    const other = others.get(key);
    others.delete(key);
    return { labels, values: values.map((value, i) => value ?? other?.values[i] ?? null) };
  });
  return [...both, ...others.values()];
}
