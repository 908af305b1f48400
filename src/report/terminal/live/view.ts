import { decides } from '../../../objectives/severity.ts';
import { gravity } from '../../../objectives/zone.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../../units/format.ts';
import { actualText, limitText } from '../../limits.ts';
import { markOf, statusOf } from '../../words.ts';
import { columns, wrapped } from '../layout.ts';
import { paint } from '../paint.ts';
import { droppedText, estimateText, usersText } from './line.ts';
import { halfWidth, narrowing } from './narrowing.ts';
import { progressBar } from './progress-bar.ts';
import { sparkline } from './sparkline.ts';
import type { LiveObjective, LiveSearch, LiveState } from './state.ts';

/** A wider bar is no easier to read, columns. */
const WIDEST_BAR = 72;
/** Columns of a sparkline at most. */
const SPARK = 30;
/** Objectives that are shown: what is redrawn in place must fit on a terminal of 24 lines. */
const MOST_OBJECTIVES = 10;

/**
 * The lines that are redrawn on a terminal: where the run is, what was asked for and what came of it, and each
 * objective.
 */
export function liveView(state: LiveState, width: number, colour: boolean): string[] {
  const { search } = state;
  return [
    ...wrapped(headOf(state), width, 0, 2),
    ...(state.planned === null ? [] : [`  ${bar(state, state.planned, width)}`]),
    ...columns(figures(state), width),
    ...wrapped([usersText(state), droppedText(state)].filter(Boolean).join(' · '), width, 2, 2),
    ...(search ? searchLines(search, width) : []),
    ...objectiveLines(state.objectives, width, colour),
  ];
}

/** `1x, stage 3 of 6 · 45 s of 2 min, 1 min 15 s left`. */
function headOf({ scenario, stage, stages, elapsed, planned, search }: LiveState): string {
  const at = stages.findIndex(({ name }) => name === stage);
  const place = at >= 0 && stages.length > 1 ? `, stage ${at + 1} of ${stages.length}` : '';
  return `${stage ?? scenario}${place} · ${formatSpan(elapsed)}${timeLeft(elapsed, planned, search)}`;
}

function timeLeft(elapsed: number, planned: number | null, search: LiveSearch | null): string {
  if (search) return ` · ${formatSpan(search.load)} of load, at most ${formatSpan(search.loadBudget)}`;
  if (planned === null) return '';
  const left = planned - elapsed;
  return ` of ${formatSpan(planned)}, ${left > 0 ? `${formatSpan(left)} left` : 'the last requests end'}`;
}

function bar({ stages, elapsed }: LiveState, planned: number, width: number): string {
  return progressBar(stages, elapsed, planned, Math.max(4, Math.min(WIDEST_BAR, width - 4)));
}

/** Three figures of the last seconds: the value, the limit, and how it went. */
function figures({ load, throughput, p95, failed, history, limits }: LiveState): string[][] {
  const asked = load?.kind === 'rate' ? load.value : null;
  const limited = (name: 'p95' | 'failed', value: number | null, format: typeof formatSeconds) => {
    const limit = limits[name];
    return [
      name,
      format(value),
      limit === null ? '' : `limit ${format(limit)}`,
      sparkline(history[name], limit, SPARK),
    ];
  };
  return [
    [
      'load',
      `${formatNumber(throughput)}/s`,
      asked === null ? '' : `asked ${formatNumber(asked)}/s`,
      sparkline(history.throughput, null, SPARK),
    ],
    limited('p95', p95, formatSeconds),
    limited('failed', failed, formatRatio),
  ];
}

function searchLines(search: LiveSearch, width: number): string[] {
  const latest = search.estimates.at(-1);
  if (!latest) return wrapped('no estimate yet', width, 2, 2);
  const text = `${estimateText(search)} requests/s, ${halfWidth(latest)}; asked for ±${formatRatio(search.precision, 2)}`;
  return [...wrapped(text, width, 2, 4), ...narrowing(search.estimates, width - 4).map((row) => `    ${row}`)];
}

/** The worst first; how many more are met is said where not all are shown. */
function objectiveLines(objectives: readonly LiveObjective[], width: number, colour: boolean): string[] {
  const weight = (objective: LiveObjective) => gravity(objective.zone) - (decides(objective) ? 0 : 0.5);
  const sorted = objectives.toSorted((a, b) => weight(b) - weight(a));
  const shown = sorted.slice(0, MOST_OBJECTIVES);
  const rows = shown.map((objective) => [
    `${markOf(statusOf(objective).sign).sign} ${statusOf(objective).word}`,
    objective.name,
    actualText(objective),
    targetText(objective),
  ]);
  const lines = columns(rows, width, 2).map((line, i) => paint(line, statusOf(shown[i]!).sign, colour));
  const more = sorted.length - shown.length;
  return more === 0 ? lines : [...lines, ...wrapped(`and ${formatNumber(more)} more objectives`, width, 2, 4)];
}

function targetText({ target, critical, unit }: LiveObjective): string {
  if (target) return `target ${limitText(target, unit)}`;
  return critical ? `critical ${limitText(critical, unit)}` : '';
}
