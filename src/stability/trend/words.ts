import { formatNumber, formatSpan } from '../../units/format.ts';
import type { Trend } from './trend.ts';

const HOUR = 3600;

/** How a value of the series is written: `40 MB`. */
export type ValueText = (value: number) => string;

/** Reasons that leave open by how much the floor moves. */
const OPEN: ReadonlySet<Trend['reason']> = new Set(['wanders', 'settles', 'blind']);

/** Why a series got its verdict, and what it would have shown, as sentences without their full stops. */
export function trendReasons(trend: Trend, text: ValueText): string[] {
  const { minimumDetectableSlope: least, blocking, reason } = trend;
  const period = blocking.tooFewPeriods ? undefined : blocking.period;
  return [
    reasonOf(trend, text),
    ...(OPEN.has(reason) ? [`its ${trend.of} moves by ${slopeWords(trend, text)}`] : []),
    ...(period
      ? [
          `it comes back to where it was about every ${formatSpan(period.seconds)}; a block holds one such period at least`,
        ]
      : []),
    ...(least === undefined
      ? []
      : [`a rise of ${text(least * HOUR)} per hour or more would have shown in 9 of 10 such series`]),
  ];
}

/** `40 MB per hour (95 %: 38 MB to 42 MB)` */
export function slopeWords({ slope }: Trend, text: ValueText): string {
  const { slope: value, lower, upper } = slope!;
  return `${text(value * HOUR)} per hour (95 %: ${text(lower * HOUR)} to ${text(upper * HOUR)})`;
}

function reasonOf(trend: Trend, text: ValueText): string {
  const { blocking, cuts, reason } = trend;
  const blocks = formatNumber(blocking.blocks, 9);
  switch (reason) {
    case 'rises':
      return `the ${trend.of} of ${blocks} blocks rises by ${slopeWords(trend, text)}, and nothing says that it stops`;
    case 'falls':
      return `it falls by ${slopeWords(trend, text)}: that is no leak`;
    case 'flat':
      return `no rise is shown: its ${trend.of} moves by ${slopeWords(trend, text)}`;
    case 'steps':
      return `it steps to another level ${counted(cuts.length)}, ${moments(trend)}, and stays there: a cache that fills, or a change of what is done, is no leak; more steps in a longer run are one`;
    case 'settles':
      return 'it rises and comes to rest: a warm-up that lasts longer than the first quarter, which is not judged';
    case 'wave':
      return 'it goes up and down in one long wave, of which the series holds too little for more';
    case 'wanders':
      return 'it wanders about one level: each block resembles the one before it, and that is as good an explanation as a rise';
    case 'began-late':
      return 'it began to rise within the series, after it had been level: whether that goes on is not shown; run longer';
    case 'uncollected':
      return `it rises by ${slopeWords(trend, text)}, no more than garbage may that is collected every few minutes: run 10 min or longer`;
    case 'resets':
      return `it falls back ${counted(cuts.length)}, ${moments(trend)}, and rises in between: a restart that hides a leak, or memory that is given back seldom; run longer, or judge it between the restarts`;
    case 'blind':
      return 'what it scatters hides more than half of its own level: no rise is shown, and a large one would not be either';
    case 'period-too-long':
      return `it comes back to where it was about every ${formatSpan(blocking.period!.seconds)}, and ${trend.blocksNeeded} such periods are needed after the first quarter: run longer`;
    case 'too-few-blocks':
      return `${blocks} blocks of two points or more after the first quarter are too few: ${trend.blocksNeeded} are needed; run longer, or measure more often`;
  }
}

function counted(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${formatNumber(times, 9)} times`;
}

/** `at 1,260 s and 2,400 s` */
function moments({ blocking, cuts }: Trend): string {
  const longest = blocking.parts.reduce((best, troughs) => (troughs.length > best.length ? troughs : best));
  return `at ${cuts.map((at) => `${formatNumber(longest[at]!.time, 6)} s`).join(' and ')}`;
}
