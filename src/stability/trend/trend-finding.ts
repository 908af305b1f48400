import { type StabilityFigure, type StabilityFinding, TIME_TO_LIMIT } from '../../result/stability.ts';
import { formatSpan } from '../../units/format.ts';
import { stabilityFigure, stabilityFinding } from '../finding.ts';
import type { Exhaustion } from './exhaustion.ts';
import { allTroughs, type Trend } from './trend.ts';
import { slopeWords, trendReasons, type ValueText } from './words.ts';

const HOUR = 3600;

/** What a trend is of. */
export interface Subject {
  readonly judge: 'leak' | 'drift';
  readonly about: StabilityFinding['about'];
  /** `memory of app` */
  readonly name: string;
  readonly unit: Extract<StabilityFigure['unit'], `${string}per hour`>;
  /** What the floor and its level are in. */
  readonly valueUnit: Extract<StabilityFigure['unit'], 'seconds' | 'bytes' | 'ratio' | 'count'>;
  readonly text: ValueText;
  /** When it meets its limit at this pace. */
  readonly exhaustion?: Exhaustion | undefined;
  /** How often the process began anew meanwhile. */
  readonly restarts: number;
}

/** What a judge of trends found of one series. */
export function trendFinding(trend: Trend, subject: Subject): StabilityFinding {
  const { slope, minimumDetectableSlope: least, level, verdict } = trend;
  const { judge, about, unit, valueUnit, exhaustion } = subject;
  const rises = verdict === 'leak';
  return stabilityFinding({
    judge,
    about,
    verdict: rises ? judge : verdict,
    estimate: slope
      ? stabilityFigure(`slope of the ${trend.of}`, unit, slope.slope * HOUR, [slope.lower * HOUR, slope.upper * HOUR])
      : null,
    minimumDetectable:
      least === undefined ? null : stabilityFigure('slope that would have shown in 9 of 10 runs', unit, least * HOUR),
    figures: [
      ...(level === undefined ? [] : [stabilityFigure('level', valueUnit, level)]),
      ...(rises && exhaustion ? exhaustionFigures(exhaustion, valueUnit) : []),
    ],
    ...(trend.blocking.blocks > 0
      ? { curve: { x: 'seconds', points: allTroughs(trend.blocking).map(({ time, value }) => [time, value]) } }
      : {}),
    text: textOf(trend, subject),
    reasons: [
      ...trendReasons(trend, subject.text),
      ...(subject.restarts > 0
        ? [
            `the process began anew ${subject.restarts === 1 ? 'once' : `${subject.restarts} times`} meanwhile: what was before and after is judged apart`,
          ]
        : []),
    ],
  });
}

function exhaustionFigures(
  { limit, seconds, lower, upper }: Exhaustion,
  unit: Subject['valueUnit'],
): StabilityFigure[] {
  return [stabilityFigure('limit', unit, limit), stabilityFigure(TIME_TO_LIMIT, 'seconds', seconds, [lower, upper])];
}

function textOf(trend: Trend, { name, judge, text, exhaustion }: Subject): string {
  const { verdict, minimumDetectableSlope: least } = trend;
  const unseen = least === undefined ? '' : `; ${text(least * HOUR)} per hour or more would have shown`;
  switch (verdict) {
    case 'leak':
      return `${name} ${judge === 'leak' ? 'leaks' : 'drifts'}: ${judge === 'leak' ? 'its floor rises' : 'it grows'} by ${slopeWords(trend, text)}${exhaustion ? `, and meets ${text(exhaustion.limit)} in ${formatSpan(exhaustion.seconds)}` : ''}`;
    case 'level-shift':
      return `${name} stepped to another level, and stayed there`;
    case 'stable':
      return `${name} does not ${judge === 'leak' ? 'leak' : 'drift'}${unseen}`;
    case 'inconclusive':
      return `whether ${name} ${judge === 'leak' ? 'leaks' : 'drifts'} cannot be told: ${trendReasons(trend, text)[0]}`;
  }
}
