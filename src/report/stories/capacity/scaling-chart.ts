import type { UslResult } from '../../../result/capacity.ts';
import { formatNumber } from '../../../units/format.ts';
import type { Chart } from '../../charts/chart.ts';
import { intervalWords } from './sentences.ts';
import type { Standing } from './standing.ts';

/**
 * Throughput against concurrency with the universal scalability law and its band. The curve ends where measuring did:
 * what lies beyond is hatched, and a peak is drawn only where it is stated and lies within the axis.
 */
export function scalingChart({ search: { usl } }: Standing): Chart | undefined {
  if (!usl || usl.points.length === 0) return undefined;
  const curve = [...usl.curve]
    .filter(({ concurrency }) => concurrency <= usl.measuredTo)
    .sort((a, b) => a.concurrency - b.concurrency);
  const points = [...usl.points].sort((a, b) => a.concurrency - b.concurrency);
  const { peakConcurrency: at, peakThroughput: peak, measuredTo } = usl;
  const most = measuredTo * 1.1;
  const stated = at && peak && at.value <= most ? intervalWords(peak) : undefined;
  const places = curve.map(({ concurrency }) => concurrency);
  return {
    id: 'scaling',
    stack: 'scaling',
    height: 240,
    title: 'Throughput against concurrency',
    subtitle: 'good requests/s',
    description: descriptionOf(usl),
    unit: 'per second',
    scale: 'linear',
    x: { kind: 'quantity', unit: 'in flight', most },
    lines: [
      {
        name: 'fit, lower',
        ink: 's1',
        width: 0,
        edge: true,
        at: places,
        values: curve.map(({ lower }) => Math.max(0, lower)),
      },
      {
        name: 'fit, upper',
        ink: 's1',
        width: 0,
        edge: true,
        fill: 'previous',
        at: places,
        values: curve.map(({ upper }) => upper),
      },
      { name: 'fit', ink: 's1', width: 2, at: places, values: curve.map(({ throughput }) => throughput) },
      {
        name: 'measured',
        ink: 'ink',
        width: 0,
        marks: 'circle',
        at: points.map(({ concurrency }) => concurrency),
        values: points.map(({ throughput }) => throughput),
      },
    ],
    limits: [],
    uprights: stated ? [{ at: at!.value, label: `peak ${stated.value} (${stated.lower} to ${stated.upper})` }] : [],
    bands: [],
    hatches: [{ name: 'not measured', short: '', from: measuredTo, to: most * 2 }],
    events: [],
    source: `universal scalability law over ${points.length} loads, band at 95 %; the curve ends where measuring did`,
  };
}

function descriptionOf({ points, curve, measuredTo, caveats }: UslResult): string {
  const most = points.reduce((a, b) => (b.throughput > a.throughput ? b : a));
  const fits = !caveats.some(({ code }) => code === 'lack-of-fit');
  const end = fits ? curve.at(-1) : undefined;
  const law = end
    ? `; the law says ${formatNumber(end.lower)} to ${formatNumber(end.upper)} with ${formatNumber(measuredTo)}`
    : '';
  return `At most ${formatNumber(most.throughput)} good requests/s were measured, with ${formatNumber(most.concurrency)} in flight${law}`;
}
