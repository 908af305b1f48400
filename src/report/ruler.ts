import type { Result, StageResult } from '../result/result.ts';
import { formatNumber } from '../units/format.ts';
import { roundStep, type Tick } from './axes.ts';

/** A stretch of load: judged, between two judged loads of different zones, seen without being judged, or never tried. */
export type RulerZone = 'met' | 'degraded' | 'critical' | 'between' | 'seen' | 'none';

export interface RulerSegment {
  readonly from: number;
  readonly to: number;
  readonly zone: RulerZone;
  readonly label: string;
}

export interface RulerMark {
  readonly at: number;
  readonly name: string;
  readonly detail: string;
}

/** Where a service stands between no load and its limits: offered load from zero, the tier's flag, zones, marks. */
export interface Ruler {
  readonly unit: 'requests/s' | 'users';
  readonly top: number;
  readonly segments: readonly RulerSegment[];
  readonly flags: readonly RulerMark[];
  readonly marks: readonly RulerMark[];
  readonly ticks: readonly Tick[];
}

const LABELS: Record<RulerZone, string> = {
  met: 'objectives met',
  degraded: 'degraded',
  critical: 'broken',
  between: '',
  seen: 'observed, not judged',
  none: 'not measured',
};

/** The ruler of a run; undefined where a single user or an unknown load was tried. Pure. */
export function rulerOf(result: Result): Ruler | undefined {
  const tried = result.stages.filter(({ load, role }) => load !== null && role !== 'recovery');
  const kind = result.run.base?.kind ?? tried[0]?.load?.kind;
  if (tried.length === 0 || kind === undefined || result.run.profile === 'smoke') return undefined;
  const judged = mergedByLoad(segmentsOf(result, tried));
  const highest = judged.at(-1)?.to ?? 0;
  if (highest <= 0) return undefined;
  const base = result.run.base?.kind === kind ? result.run.base.value : null;
  const step = roundStep((Math.max(highest, base ?? 0) * 1.15) / 6);
  const top = Math.ceil((Math.max(highest, base ?? 0) * 1.15) / step) * step;
  const unit = kind === 'rate' ? 'requests/s' : 'users';
  return {
    unit,
    top,
    segments: [...judged, { from: highest, to: top, zone: 'none', label: LABELS.none }],
    flags:
      base === null || result.run.tier === null
        ? []
        : [{ at: base, name: `${result.run.tier}: this tier`, detail: formatNumber(base) }],
    marks: marksOf(result, unit),
    ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, i) => ({
      at: i * step,
      label: i === 0 ? `0 ${unit}` : formatNumber(i * step),
    })),
  };
}

function zoneOf({ verdict }: Result, stage: StageResult): RulerZone {
  if (!stage.valid || verdict === 'inconclusive') return 'seen';
  return stage.zone === null || stage.zone === 'no-data' ? 'seen' : stage.zone;
}

/** Steps say what they showed at their own load; a ramp says where its critical limit broke. */
function segmentsOf(result: Result, tried: readonly StageResult[]): RulerSegment[] {
  const steps = tried
    .filter(({ role }) => role !== 'ramp')
    .map((stage) => ({ load: stage.load!.to, zone: zoneOf(result, stage) }))
    .sort((a, b) => a.load - b.load);
  const segments: RulerSegment[] = steps.flatMap(({ load, zone }, i) => {
    const before = steps[i - 1];
    const from = before?.load ?? 0;
    const between = before !== undefined && before.zone !== zone;
    return [{ from, to: load, zone: between ? 'between' : zone, label: '' }];
  });
  if (steps.length > 0) return segments;
  const highest = Math.max(...tried.map((stage) => stage.load!.to));
  const broke = breakingPoint(result);
  if (!broke || result.verdict === 'inconclusive') return [{ from: 0, to: highest, zone: 'seen', label: '' }];
  const [lower, upper] = [broke.lower ?? 0, broke.upper];
  const held: RulerSegment = { from: 0, to: Math.min(lower, highest), zone: 'met', label: '' };
  if (upper === null) return [held];
  return [
    held,
    { from: lower, to: upper, zone: 'between', label: '' },
    { from: upper, to: Math.max(upper, highest), zone: 'critical', label: '' },
  ];
}

function mergedByLoad(segments: readonly RulerSegment[]): RulerSegment[] {
  const merged: RulerSegment[] = [];
  for (const segment of segments.filter(({ from, to }) => to > from)) {
    const last = merged.at(-1);
    if (last?.zone === segment.zone) merged[merged.length - 1] = { ...last, to: segment.to };
    else merged.push(segment);
  }
  return merged.map((segment) => ({ ...segment, label: LABELS[segment.zone] }));
}

function breakingPoint({ estimates }: Result) {
  return estimates.find((estimate) => estimate.name === 'breaking-point');
}

function marksOf(result: Result, unit: Ruler['unit']): RulerMark[] {
  const broke = breakingPoint(result);
  if (!broke || broke.unit !== unit || result.verdict === 'inconclusive') return [];
  const { lower, upper } = broke;
  const text = (load: number) => `${formatNumber(load)} ${unit}`;
  return [
    ...(lower ? [{ at: lower, name: `holds ${text(lower)}`, detail: 'the highest load that held' }] : []),
    ...(upper ? [{ at: upper, name: `breaks by ${text(upper)}`, detail: 'a critical limit broke' }] : []),
  ];
}
