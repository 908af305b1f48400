import type { Result, StageResult } from '../../../result/result.ts';
import { formatNumber } from '../../../units/format.ts';
import { roundStep } from '../../charts/axes.ts';
import {
  FLAG_TURNS,
  type Ruler,
  type RulerFlag,
  type RulerMark,
  type RulerSegment,
  type RulerZone,
} from '../../head.ts';
import { breakingPointOf } from './estimates.ts';

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
  return rulerFrom(result, kind, segmentsOf(result, tried), marksOf(result, kind === 'rate' ? 'requests/s' : 'users'));
}

/**
 * A ruler of these stretches of load and marks; `asked`: the rate that is held against them where the run has no load
 * of its own.
 */
export function rulerFrom(
  { run }: Result,
  kind: 'rate' | 'users',
  segments: readonly RulerSegment[],
  marks: readonly RulerMark[],
  asked: number | null = null,
): Ruler | undefined {
  const judged = mergedByLoad(segments);
  const highest = judged.at(-1)?.to ?? 0;
  if (highest <= 0) return undefined;
  const base = run.base?.kind === kind ? run.base.value : asked;
  const others = kind === 'rate' ? (run.tiers ?? []).filter(({ name }) => name !== run.tier) : [];
  // The next tier is shown where that costs no more than a quarter of the width.
  const least = Math.max(highest, base ?? 0) * 1.15;
  const next = Math.min(...others.map(({ rate }) => rate).filter((rate) => rate > Math.max(highest, base ?? 0)));
  const reach = next * 1.1 <= least * 1.25 ? next * 1.1 : least;
  const step = roundStep(reach / 6);
  const top = Math.ceil(reach / step - 1e-9) * step;
  const unit = kind === 'rate' ? 'requests/s' : 'users';
  return {
    unit,
    top,
    segments: [...judged, { from: highest, to: top, zone: 'none', label: LABELS.none }],
    flags: flagsOf(run.tier, base, others, top),
    marks,
    ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, i) => ({
      at: i * step,
      label: i === 0 ? `0 ${unit}` : formatNumber(i * step),
    })),
  };
}

const MOST_FLAGS = 5;
/**
 * Pixels of a letter, of the room beside a flag, and the widths for which flags are kept apart: a page or paper, and a
 * phone.
 */
const LETTER = 7.2;
const BESIDE = 14;
const WIDTH = 620;
const PHONE = 350;

/** This tier's flag, and those of other tiers that have room beside it, the nearest first. */
function flagsOf(
  tier: string | null,
  base: number | null,
  others: readonly { readonly name: string; readonly rate: number }[],
  top: number,
): RulerFlag[] {
  const near = (rate: number) => Math.abs(rate - (base ?? 0));
  const wanted: RulerFlag[] = [
    ...(tier === null || base === null
      ? []
      : [{ at: base, name: `${tier}: this tier`, detail: formatNumber(base), own: true, wide: false }]),
    ...others
      .filter(({ rate }) => rate > 0 && rate <= top)
      .sort((a, b) => near(a.rate) - near(b.rate))
      .map(({ name, rate }) => ({ at: rate, name, detail: formatNumber(rate), own: false, wide: false })),
  ];
  const placed: RulerFlag[] = [];
  for (const flag of wanted.slice(0, MOST_FLAGS)) {
    const clash = (width: number, among: readonly RulerFlag[]) =>
      among.some((other) => touching(spot(flag, top, width), spot(other, top, width)));
    if (flag.own) placed.push(flag);
    else if (!clash(WIDTH, placed))
      placed.push({
        ...flag,
        wide: clash(
          PHONE,
          placed.filter(({ wide }) => !wide),
        ),
      });
  }
  return placed.sort((a, b) => a.at - b.at);
}

/** Where a flag's words stand on a ruler of a width: right of its line, left of it near the end. */
function spot({ at, name, detail }: RulerFlag, top: number, width: number): readonly [number, number] {
  const x = (at / top) * width;
  const room = Math.max(name.length, detail.length) * LETTER + BESIDE;
  return at / top > FLAG_TURNS ? [x - room, x] : [x, x + room];
}

function touching([left, right]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  return left < to && from < right;
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
  const broke = breakingPointOf(result);
  if (!broke) return [{ from: 0, to: highest, zone: 'seen', label: '' }];
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

function marksOf(result: Result, unit: Ruler['unit']): RulerMark[] {
  const broke = breakingPointOf(result);
  if (!broke || broke.unit !== unit) return [];
  const { lower, upper } = broke;
  const text = (load: number) => `${formatNumber(load)} ${unit}`;
  return [
    ...(lower ? [{ at: lower, name: `holds ${text(lower)}`, detail: 'the highest load that held' }] : []),
    ...(upper ? [{ at: upper, name: `broke at ${text(upper)}`, detail: 'a critical limit broke' }] : []),
  ];
}
