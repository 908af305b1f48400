import {
  logTicks,
  quantityTicks,
  rangeTicks,
  roundStep,
  runTicks,
  spanTicks,
  type Tick,
  timeTicks,
  valueTicks,
} from './axes.ts';
import type { Chart } from './chart.ts';
import { percentileTicks } from './percentile.ts';

/** An axis: its range and its marks. */
export interface Scale {
  readonly type: 'linear' | 'logarithmic';
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

/** A chart lower than this (px) has room for few marks. */
const LOW = 150;

/** The horizontal axis; `span` is the part that is shown of an axis of time (seconds) or of a quantity (zoom). */
export function horizontalScale({ x }: Chart, span?: readonly [number, number]): Scale {
  if (x.kind === 'latency') {
    const ticks = logTicks(x.edges[0]!, x.edges.at(-1)!);
    return { type: 'logarithmic', min: ticks[0]!.at, max: ticks.at(-1)!.at, ticks };
  }
  if (x.kind === 'quantity' && x.of) {
    const [from, to] = span ?? [0, x.most];
    const ticks = x.of === 'percentiles' ? percentileTicks(from, to) : runTicks(from, to, x.unit);
    return { type: 'linear', min: from, max: to, ticks };
  }
  if (x.kind === 'quantity') {
    const step = roundStep(x.most / 6);
    const [from, to] = span ?? [0, Math.ceil(x.most / step - 1e-9) * step];
    return { type: 'linear', min: from, max: to, ticks: quantityTicks(from, to, x.unit) };
  }
  const [from, to] = span ?? [0, x.length];
  return { type: 'linear', min: from, max: to, ticks: span ? spanTicks(from, to) : timeTicks(to) };
}

/** The vertical axis: from zero for counts and shares; logarithmic, around values and limits, for latencies. */
export function verticalScale(chart: Chart): Scale {
  const values = chart.lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const limits = chart.x.kind === 'latency' ? [] : chart.limits.map((limit) => limit.value);
  if (chart.scale === 'log') {
    const positive = [...values, ...limits].filter((value) => value > 0);
    const [least, most] = positive.length > 0 ? [Math.min(...positive), Math.max(...positive)] : [0.01, 1];
    const ticks = logTicks(least, Math.max(most, least * 1.5));
    return { type: 'logarithmic', min: ticks[0]!.at, max: ticks.at(-1)!.at, ticks };
  }
  const highest = values.reduce((a, b) => Math.max(a, b), 0);
  const lowest = values.reduce((a, b) => Math.min(a, b), highest);
  if (chart.close && lowest < highest) {
    const ticks = rangeTicks(lowest, highest, chart.unit, chart.height < LOW ? 3 : 5);
    return { type: 'linear', min: ticks[0]!.at, max: ticks.at(-1)!.at, ticks };
  }
  const most = Math.min(highest, chart.ceiling ?? highest);
  const near = limits.filter((value) => value <= most * 4 || value === Math.min(...limits));
  const ticks = valueTicks(Math.max(most, ...near), chart.unit, chart.height < LOW ? 3 : 5);
  return { type: 'linear', min: 0, max: ticks.at(-1)!.at, ticks };
}
