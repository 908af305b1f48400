import type { StabilityFinding } from '../../../../result/stability.ts';
import { formatSpan, type Unit } from '../../../../units/format.ts';
import type { Chart } from '../../../charts/chart.ts';
import { capital } from '../../../words.ts';

/** As many windows as a chart over time has at most. */
const WINDOWS = 720;
const HOUR = 3600;

/** The floor of a series that grows, block by block, and the line of its slope; undefined where nothing can be drawn. */
export function trendChart(finding: StabilityFinding, at: number): Chart | undefined {
  const { curve, estimate, about, judge, text } = finding;
  const points = curve?.points ?? [];
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || estimate?.value == null) return undefined;
  const length = last[0];
  const bin = Math.max(1, length / WINDOWS);
  const windows = Math.floor(length / bin) + 1;
  const floor = new Array<number | null>(windows).fill(null);
  for (const [time, value] of points) floor[Math.min(windows - 1, Math.floor(time / bin))] = value;
  const slope = estimate.value / HOUR;
  const middle = middleOf(points.map(([time, value]) => value - slope * time));
  const line = floor.map((_, window) => (window * bin < first[0] - bin ? null : middle + slope * window * bin));
  return {
    id: `trend-${at + 1}`,
    stack: 'trends',
    height: 160,
    title: about.series,
    subtitle: judge === 'leak' ? `the floor, read by ${about.source}` : 'block by block',
    description: capital(text),
    unit: unitOfTrend(finding),
    scale: 'linear',
    close: true,
    x: { kind: 'time', bin, length: windows * bin },
    lines: [
      {
        name: judge === 'leak' ? 'least of a block' : 'middle of a block',
        ink: 's1',
        width: 0,
        marks: 'circle',
        values: floor,
      },
      { name: 'slope', ink: 's2', width: 2, dotted: true, values: line },
    ],
    limits: [],
    bands: [],
    hatches: [],
    events: [],
    source: `${points.length} blocks over ${formatSpan(last[0] - first[0])} of constant load, its first quarter left out; the slope is Theil and Sen's`,
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** What the values of a trend are in. */
export function unitOfTrend({ figures }: StabilityFinding): Unit {
  const unit = figures[0]?.unit;
  return unit === 'bytes' || unit === 'seconds' || unit === 'ratio' ? unit : 'none';
}
