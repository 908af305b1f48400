import type { StabilityFinding } from '../result/stability.ts';
import { studentTQuantile } from '../stats/distributions/student-t.ts';
import { mean } from '../stats/moments.ts';
import { formatNumber, formatRatio, formatSeconds } from '../units/format.ts';
import { stabilityFigure, stabilityFinding } from './finding.ts';
import { type LoadLevel, levelText, reachOf } from './load-levels.ts';
import type { LoadWindow } from './load-window.ts';
import type { RunCourse } from './run-course.ts';

/** What must be left of the work done beyond the knee. */
const KEPT = 0.9;
/** Refused at once: a failure takes no longer than a success under little load, twice. */
const AT_ONCE = 2;
/** Fewer failures than this share are no way to degrade. */
const FAILING = 0.01;
const CONFIDENCE = 0.975;
const POWER = 0.8;

/** Goodput at a level with the half-width of its 95 % interval. */
interface Goodput {
  readonly level: LoadLevel;
  readonly half: number;
}

/**
 * What becomes of the work done when there is too much of it: `graceful` where beyond the load with the most successes
 * at least 90 % of these are still answered and what fails is refused at once; else `collapse`, from the load on at
 * which less is done (docs/method.md, "Stability over time"). Says nothing of a service that kept up. Pure.
 */
export function degradationJudge({ windows, levels, generatorDoubt, rateLimited }: RunCourse): StabilityFinding[] {
  // A limiter that refuses what is too much is no service that gives way.
  if (rateLimited) return [];
  const over = levels.filter(({ overloaded }) => overloaded);
  if (over.length === 0) return [];
  if (generatorDoubt !== undefined)
    return [inconclusive('whether work collapsed under too much load cannot be told', [generatorDoubt])];
  const goodput = levels.map((level) => ({ level, half: halfOf(level, windows) }));
  // By the surer ends: the highest of many noisy levels is no most, and the lowest no least.
  const best = goodput.reduce((a, b) => (b.level.good - b.half > a.level.good - a.half ? b : a));
  const beyond = goodput.filter(({ level }) => level.drive > best.level.drive && over.includes(level));
  const judged = beyond.length > 0 ? beyond : goodput.filter((one) => one === best && over.includes(one.level));
  if (judged.length === 0) return [];
  const least = judged.reduce((a, b) => (b.level.good + b.half < a.level.good + a.half ? b : a));
  const [share, half] = shareOf(least, best);
  const slow = slowFailures(levels, over);
  const began = beganAt(judged, best) ?? (slow && judged[0]);
  const detectable =
    (half * (studentTOf(least, CONFIDENCE) + studentTOf(least, POWER))) / studentTOf(least, CONFIDENCE);
  const numbers = {
    estimate: stabilityFigure('work still done, of the most', 'ratio', share, [
      Math.max(0, share - half),
      share + half,
    ]),
    minimumDetectable: stabilityFigure('loss of work that would have been seen', 'ratio', Math.min(1, detectable)),
    figures: [
      stabilityFigure('most answered well', 'requests/s', best.level.good, [
        best.level.good - best.half,
        best.level.good + best.half,
      ]),
      stabilityFigure('at a load of', best.level.kind, best.level.drive),
      ...(began ? [stabilityFigure('load at which it began', began.level.kind, began.level.drive)] : []),
    ],
    curve: { x: best.level.kind, points: levels.map(({ drive, good }): [number, number] => [drive, good]) },
  };
  const top = judged.at(-1)!.level;
  if (share - half < KEPT && share + half >= KEPT && !slow)
    return [
      inconclusive(
        `whether work collapsed beyond what was done ${levelText(best.level)} cannot be told: ${formatRatio(share, 2)} of the most was still done`,
        [
          `between ${formatRatio(Math.max(0, share - half), 2)} and ${formatRatio(share + half, 2)}, and ${formatRatio(KEPT)} is the limit`,
        ],
        numbers,
      ),
    ];
  return [
    stabilityFinding({
      judge: 'degradation',
      about: { series: 'goodput' },
      verdict: began ? 'collapse' : 'graceful',
      ...numbers,
      text: began ? collapseText(began, least, best, slow) : gracefulText(top, share, over),
      reasons: slow ? [slow] : [],
    }),
  ];
}

function inconclusive(
  text: string,
  reasons: string[],
  numbers: Partial<Omit<StabilityFinding, 'about'>> = {},
): StabilityFinding {
  return stabilityFinding({
    judge: 'degradation',
    about: { series: 'goodput' },
    verdict: 'inconclusive',
    ...numbers,
    text,
    reasons,
  });
}

function studentTOf({ level }: Goodput, p: number): number {
  return studentTQuantile(p, Math.max(1, level.windows.length - 1));
}

function halfOf(level: LoadLevel, windows: readonly LoadWindow[]): number {
  return reachOf(
    level.windows.map((index) => windows[index]!.good),
    CONFIDENCE,
  );
}

/** The share of the most that was still done, with the half-width of its interval. */
function shareOf(least: Goodput, best: Goodput): [number, number] {
  const share = least.level.good / best.level.good;
  if (least === best) return [1, best.half / best.level.good];
  return [share, Math.hypot(least.half, share * best.half) / best.level.good];
}

/** The first load from which on surely less than 90 % of the most was done. */
function beganAt(judged: readonly Goodput[], best: Goodput): Goodput | undefined {
  const isLess = (one: Goodput) => {
    const [share, half] = shareOf(one, best);
    return share + half < KEPT;
  };
  return judged.find(isLess);
}

/** Why failures are no refusals: they took as long as a timeout does. Undefined where they are, or nothing failed. */
function slowFailures(levels: readonly LoadLevel[], over: readonly LoadLevel[]): string | undefined {
  const failing = over.filter(({ failed, completed }) => failed > FAILING * completed);
  const after = failing.flatMap(({ failedAfter }) => failedAfter ?? []);
  const quiet = levels.find(({ latency }) => latency !== null)?.latency;
  if (after.length === 0 || !quiet) return undefined;
  const took = mean(after);
  if (took <= AT_ONCE * quiet) return undefined;
  return `what failed took ${formatSeconds(took)} in the mean: refused at once it would have taken no longer than a success under little load, ${formatSeconds(quiet)}`;
}

function collapseText(began: Goodput, least: Goodput, best: Goodput, slow: string | undefined): string {
  const [share] = shareOf(least, best);
  const from = levelText(began.level);
  if (share >= KEPT && slow)
    return `beyond its capacity it let requests wait until they failed, from what was asked ${from} on, and refused none at once`;
  return `work collapsed ${from}: ${least === began ? '' : `${levelText(least.level)} `}it did ${formatNumber(least.level.good)}/s, ${formatRatio(share, 2)} of the most it had done`;
}

function gracefulText(top: LoadLevel, share: number, over: readonly LoadLevel[]): string {
  const refused = over.some(({ failed, completed }) => failed > FAILING * completed);
  const rest = refused ? 'what was too much was refused at once' : 'what was too much waited';
  return `it degraded gracefully: ${levelText(top)} it still did ${formatRatio(Math.min(1, share), 2)} of the most it had done, and ${rest}`;
}
