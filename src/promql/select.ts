import { type Expression, type Matcher, type Selection, selectionsOf } from './expression.ts';
import { regexOf } from './read.ts';
import type { Readings, ReadSeries } from './readings.ts';

/** Readings cannot answer an expression: it has no data, or loadkit does not compute it. */
export class NotEvaluated extends Error {
  readonly state: 'no-data' | 'not-judged';

  constructor(state: NotEvaluated['state'], reason: string) {
    super(reason);
    this.state = state;
  }
}

/** Labels that Prometheus gives to what it scrapes; a page by itself has none. */
const OF_THE_SCRAPE: readonly string[] = ['job', 'instance'];

/** What a selection means. */
export interface Selected {
  readonly series: readonly ReadSeries[];
  /** Where a monitor that reads the metric read anything at all. */
  readonly spoken: readonly boolean[];
  readonly notes: readonly string[];
}

/**
 * The series that a selection means. Where the metric is read and none of its series has the asked value of a label
 * (no 5xx in a healthy run), there are none. Throws NotEvaluated where nobody reads the metric, or none of its series
 * carries the label. Pure.
 */
export function select(selection: Selection, readings: Readings): Selected {
  const { metric, matchers, notes: asQuantile } = named(selection, readings);
  const all = readings.series.filter((series) => series.metric === metric);
  if (all.length === 0)
    throw new NotEvaluated('no-data', `no monitor read ${selection.metric}${near(selection, readings)}`);
  const carried = (label: string) => all.some(({ labels }) => label in labels);
  const notes = [...asQuantile];
  const meant = matchers.filter(({ label, op, value }) => {
    if (carried(label) || fits({ op, value }, '')) return true;
    if (!OF_THE_SCRAPE.includes(label))
      throw new NotEvaluated('no-data', `no series of ${selection.metric} carries the label ${label}`);
    notes.push(`the label ${label} is given by Prometheus when it scrapes: what it asks for is not looked at`);
    return false;
  });
  const monitors = [...new Set(all.map(({ monitor }) => monitor))];
  return {
    series: all.filter(({ labels }) => meant.every(({ label, ...matcher }) => fits(matcher, labels[label] ?? ''))),
    spoken: Array.from({ length: readings.points }, (_, i) =>
      monitors.some((monitor) => readings.spoken.get(monitor)?.[i]),
    ),
    notes,
  };
}

/** What a monitor reads under another name: the quantile of a summary or histogram as `<name>_p95`. */
export function quantileReading({ metric, matchers }: Pick<Selection, 'metric' | 'matchers'>): string | undefined {
  const quantile = matchers.find(({ label, op }) => label === 'quantile' && op === '=');
  const per = quantile === undefined ? Number.NaN : Number(quantile.value) * 100;
  return per > 0 && per < 100 ? `${metric}_p${Number(per.toFixed(4))}` : undefined;
}

/** The readings that a rule is about, by name; a quantile also as loadkit calls it. */
export function namesIn(tree: Expression): ReadonlySet<string> {
  return new Set(selectionsOf(tree).flatMap((of) => [of.metric, quantileReading(of) ?? of.metric]));
}

function named(selection: Selection, readings: Readings): Pick<Selection, 'metric' | 'matchers'> & { notes: string[] } {
  const { metric, matchers } = selection;
  const own = quantileReading(selection);
  if (own === undefined || !readings.series.some((series) => series.metric === own))
    return { metric, matchers, notes: [] };
  return {
    metric: own,
    matchers: matchers.filter(({ label }) => label !== 'quantile'),
    notes: [
      `${metric}{quantile="…"} is read as ${own}: of a summary what it says, of a histogram what its buckets give, where a Prometheus would find nothing`,
    ],
  };
}

function near({ metric }: Selection, readings: Readings): string {
  const derived = readings.series.find((series) => series.metric.startsWith(`${metric}_p`))?.metric;
  return derived === undefined ? '' : `, which is a distribution: its quantile is read as ${derived}`;
}

function fits({ op, value }: Pick<Matcher, 'op' | 'value'>, actual: string): boolean {
  switch (op) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case '=~':
      return regexOf(value).test(actual);
    case '!~':
      return !regexOf(value).test(actual);
  }
}
