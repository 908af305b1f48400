import type { Result } from '../../../../result/result.ts';
import { isHarm, OF_LIMIT, type StabilityFigure, type StabilityFinding } from '../../../../result/stability.ts';
import { formatNumber, formatRate, formatRatio } from '../../../../units/format.ts';
import type { Chart, ChartLine, Ink } from '../../../charts/chart.ts';

const INKS: readonly Ink[] = ['s1', 's2', 's3'];
const MARGIN = 1.05;

/** The findings of resources, those that gave way at the least load first, then those most used. */
export function resourceFindings({ stability = [] }: Pick<Result, 'stability'>): StabilityFinding[] {
  const order = (finding: StabilityFinding) =>
    isHarm(finding) ? (finding.estimate?.value ?? finding.estimate?.upper ?? 0) : Number.POSITIVE_INFINITY;
  return stability
    .filter(({ judge, about }) => judge === 'gives-way' && about.source !== null)
    .sort((a, b) => Number(order(a) > order(b)) - Number(order(a) < order(b)) || mostUsed(b) - mostUsed(a));
}

/** The name of a finding's series, with what tells it from others. */
export function findingSeries({ about: { series, labels } }: Pick<StabilityFinding, 'about'>): string {
  return [series, ...Object.values(labels)].join(' ');
}

function mostUsed({ curve }: StabilityFinding): number {
  return Math.max(0, ...(curve?.points ?? []).map(([, used]) => used));
}

/** The load at which a resource meets the critical limit of its objective; undefined where none limits it. */
export function limitCrossing({ figures }: StabilityFinding): { share: number; at: StabilityFigure } | undefined {
  const share = figures.find(({ name }) => name === OF_LIMIT.share)?.value;
  const at = figures.find(({ name }) => name === OF_LIMIT.load);
  return share == null || at === undefined ? undefined : { share, at };
}

/** Where the resources that are drawn cross their own limits, within the loads that were tried. */
function crossingMarks(drawn: readonly StabilityFinding[], most: number): ChartLine[] {
  const crossed = drawn
    .flatMap((finding) => {
      const { share, at } = limitCrossing(finding) ?? {};
      return share !== undefined && at?.value != null && at.value <= most ? [[at.value, share] as const] : [];
    })
    .sort(([a], [b]) => a - b);
  if (crossed.length === 0) return [];
  const [at, values] = [crossed.map(([load]) => load), crossed.map(([, share]) => share)];
  return [{ name: 'own limit', ink: 'ink', width: 0, marks: 'rect', at, values }];
}

/** How much of each watched resource was used, against the load; undefined where that was not watched. */
export function useChart(result: Pick<Result, 'stability'>): Chart | undefined {
  const all = resourceFindings(result).filter(({ curve }) => (curve?.points.length ?? 0) > 1);
  const drawn = all.slice(0, INKS.length);
  const [first] = drawn;
  if (!first) return undefined;
  const most = Math.max(...drawn.flatMap(({ curve }) => curve!.points.map(([load]) => load))) * MARGIN;
  const full = drawn.filter((finding) => isHarm(finding) && finding.estimate?.value);
  const left = all.length - drawn.length;
  return {
    id: 'use',
    stack: 'use',
    height: 220,
    title: 'Use against load',
    subtitle: 'share of each resource',
    description: drawn
      .map((finding) => `${findingSeries(finding)} at most ${formatRatio(mostUsed(finding), 2)}`)
      .join('; '),
    unit: 'ratio',
    scale: 'linear',
    x: { kind: 'quantity', unit: 'requests/s', most },
    lines: [
      ...drawn.map(
        (finding, i): ChartLine => ({
          name: findingSeries(finding),
          ink: INKS[i]!,
          width: 2,
          marks: 'circle',
          at: finding.curve!.points.map(([load]) => load),
          values: finding.curve!.points.map(([, used]) => used),
        }),
      ),
      ...crossingMarks(drawn, most),
    ],
    limits: [{ value: 1, zone: 'critical', label: 'all of it', short: 'all' }],
    // Where several came to their limits the first one is what matters; the table has the others.
    uprights: full.slice(0, 1).map((finding) => ({
      at: finding.estimate!.value!,
      label: `${finding.about.series} full at ${formatRate(finding.estimate!.value)}`,
    })),
    bands: [],
    hatches: [],
    events: [],
    source: `mean share at each of ${formatNumber(first.curve!.points.length)} loads, steady parts${left > 0 ? `; ${left} more are not drawn` : ''}`,
  };
}
