import type { Selector } from '../../metrics/selector.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { Plan } from '../../plan/plan.ts';
import { tightestLatency } from '../../plan/users.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { wilsonInterval } from '../../stats/distributions/binomial.ts';
import { formatRatio, formatSeconds, formatSpan } from '../../units/format.ts';
import { FAILURES, SUCCESSES } from '../layout.ts';

/** The slices into which a part is cut, and the samples that each holds at least. */
const SLICES = 40;
const LEAST_SAMPLES = 20;
/** Fewer slices show no course. */
const LEAST_SLICES = 6;
/**
 * A slice is slow from so many times the usual p95 on: the first where an objective limits latency, the second where
 * none does.
 */
const SLOW = 2;
const VERY_SLOW = 5;
/** The slices of the shortest burst: a single one may be a hiccup. */
const LEAST_BURST = 2;
/** A slice fails where the lower end of its share of failed requests lies so far above the usual share. */
const FAILING = 0.05;
/** What to do about a cold start that is no part of the promise. */
const WARM = 'to judge it warm, load it before: a longer ramp, or a run just before this one';

/** A stretch of a judged part that was unlike the rest: at its start, or later. */
interface Transient {
  readonly from: number;
  readonly to: number;
  readonly inside: number;
  readonly outside: number;
}

interface Slice {
  readonly from: number;
  readonly to: number;
  readonly cell: Cell;
}

/**
 * What passed by inside the parts on which the verdict rests: a cold start, or a burst later, of slow answers or of
 * failures. A pooled percentile neither shows that it was over nor when it was. Latency counts where it crosses a limit
 * that the rest keeps (without any limit: where it is five times the usual). Sentences with what they are about; pure.
 */
export function transientsOf({
  deciding: objectives,
  timeline,
  plan,
}: Measurement): Pick<Caveat, 'subject' | 'text'>[] {
  const limit = tightestLatency(objectives);
  const slow = (cell: Cell, usual: number) => p95(cell) > usual * (limit === undefined ? VERY_SLOW : SLOW);
  const failing = (cell: Cell, usual: number) => wilsonInterval(cell.sum, cell.count).low > usual + FAILING;
  return partsOf(plan, timeline).flatMap(({ name, from, to }) => {
    const about = (what: string, text: string) => [
      { subject: [what, name].filter(Boolean).join(' '), text: name === null ? text : `${name}: ${text}` },
    ];
    const latency = passing(slicesOf(timeline, SUCCESSES, from, to), p95, slow);
    const failures = passing(slicesOf(timeline, FAILURES, from, to), share, failing);
    const crosses = latency && (limit === undefined || (latency.inside > limit && latency.outside <= limit));
    return [
      ...(crosses ? about('latency', told(latency, from, 'had a p95 of', 'p95 was', formatSeconds)) : []),
      ...(failures
        ? about(
            'failures',
            told(failures, from, 'had a share of failed requests of', 'the share of failed requests was', formatRatio),
          )
        : []),
    ];
  });
}

function p95(cell: Cell): number {
  return cell.quantile(0.95) ?? 0;
}

function share({ sum, count }: Cell): number {
  return sum / count;
}

/** The parts on which the verdict rests and whose load holds; all of a plain script. */
function partsOf(plan: Plan, timeline: Timeline): { name: string | null; from: number; to: number }[] {
  const reached = timeline.lastSecond + 1 - timeline.offset;
  if (plan.stages.length === 0) return [{ name: null, from: 0, to: reached }];
  return plan.stages
    .filter(({ counts, role }) => counts && role !== 'ramp')
    .map(({ name, to }) => ({ name, from: timeline.judgedFrom(name), to: Math.min(to, reached) }));
}

function slicesOf(timeline: Timeline, selector: Selector, from: number, to: number): Slice[] {
  const { bin } = timeline.layout;
  const windows = timeline.windows(selector);
  const width = Math.max(bin, (to - from) / SLICES);
  const slices: Slice[] = [];
  let [start, cell] = [Math.ceil(from / bin), undefined as Cell | undefined];
  for (let w = start; (w + 1) * bin <= to; w++) {
    const window = windows[w];
    if (window) {
      cell ??= window.emptyCopy();
      cell.merge(window);
    }
    if (!cell || cell.count < LEAST_SAMPLES || (w + 1 - start) * bin < width) continue;
    slices.push({ from: start * bin, to: (w + 1) * bin, cell });
    [start, cell] = [w + 1, undefined];
  }
  return slices;
}

/**
 * The row of slices at the start, or else the longest later one, that are unlike the usual; undefined where there is
 * none.
 */
function passing(
  slices: readonly Slice[],
  value: (cell: Cell) => number,
  unlike: (slice: Cell, usual: number) => boolean,
): Transient | undefined {
  if (slices.length < LEAST_SLICES) return undefined;
  const values = slices.map(({ cell }) => value(cell));
  const usual = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
  const rows: [first: number, after: number][] = [];
  slices.forEach(({ cell }, i) => {
    if (!unlike(cell, usual)) return;
    const last = rows.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else rows.push([i, i + 1]);
  });
  const longest = rows.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]))[0];
  const atStart = rows[0]?.[0] === 0;
  const row = atStart ? rows[0] : longest;
  if (!row || row[1] - row[0] > slices.length / 2 || row[1] - row[0] < (atStart ? 1 : LEAST_BURST)) return undefined;
  const pooled = (some: readonly Slice[]) => {
    const sum = some[0]!.cell.emptyCopy();
    for (const { cell } of some) sum.merge(cell);
    return value(sum);
  };
  const [inside, outside] = [slices.slice(...row), [...slices.slice(0, row[0]), ...slices.slice(row[1])]];
  return { from: inside[0]!.from, to: inside.at(-1)!.to, inside: pooled(inside), outside: pooled(outside) };
}

function told(
  { from, to, inside, outside }: Transient,
  start: number,
  had: string,
  were: string,
  text: (value: number) => string,
): string {
  const length = formatSpan(to - from);
  if (from - start < 2)
    return `the first ${length} that were judged ${had} ${text(inside)}, all that followed ${text(outside)}; ${WARM}`;
  return `from ${formatSpan(from)} on, for ${length}, ${were} ${text(inside)}, before and after it ${text(outside)}`;
}
