import type { Trial } from '../result/capacity.ts';
import type { Zone } from '../result/vocabulary.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../units/format.ts';
import { rangeText } from './capacity/sentences.ts';
import { phaseWord } from './capacity/standing.ts';
import { paint } from './paint.ts';
import { columns, wrapped } from './terminal.ts';
import { markOf } from './words.ts';

/** A run while it goes on. */
export interface LiveState {
  readonly scenario: string;
  readonly stage: string | null;
  /** Seconds since the scenario began, and those it is planned to last. */
  readonly elapsed: number;
  readonly planned: number | null;
  readonly load: { readonly kind: 'rate' | 'users'; readonly value: number } | null;
  /** Completed requests/s, p95 (s) and failed share of the last seconds. */
  readonly throughput: number | null;
  readonly p95: number | null;
  readonly failed: number | null;
  readonly vus: number;
  readonly dropped: number;
  /** Zones so far. */
  readonly objectives: readonly { readonly name: string; readonly zone: Zone }[];
}

/** The lines that are redrawn on a terminal. */
export function liveView(state: LiveState, width: number, colour: boolean): string[] {
  const rows = state.objectives.map(({ name, zone }) => [`${markOf(zone).sign} ${markOf(zone).word}`, name]);
  return [
    ...wrapped(liveLine(state), width, 0, 2),
    ...columns(rows, width).map((line, i) => paint(line, state.objectives[i]!.zone, colour)),
  ];
}

/** A run in one plain line: `1x · 45 s of 2 min · 198/s of 200/s · p95 61 ms · failed 0 % · 23 users`. */
export function liveLine(state: LiveState): string {
  const { stage, scenario, elapsed, planned, load, throughput, p95, failed, vus, dropped } = state;
  const wanted = load?.kind === 'rate' ? ` of ${formatNumber(load.value)}/s` : '';
  const users = load?.kind === 'users' ? `${vus} of ${formatNumber(Math.round(load.value))} users` : `${vus} VUs`;
  const left = planned === null ? '' : ` of ${formatSpan(planned)}`;
  const worst = ['critical', 'degraded'].flatMap((zone) =>
    state.objectives.filter((o) => o.zone === zone).map((o) => `${o.name} ${zone}`),
  );
  const parts = [
    stage ?? scenario,
    `${formatSpan(elapsed)}${left}`,
    `${formatNumber(throughput)}/s${wanted}`,
    `p95 ${formatSeconds(p95)}`,
    `failed ${formatRatio(failed)}`,
    users,
    dropped > 0 ? `dropped ${formatNumber(dropped, 9)}` : '',
    ...worst,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** A capacity search while it goes on: the last batch, what is known by now, and how long it may still take. */
export interface CapacityState {
  readonly trial: Pick<Trial, 'phase' | 'seconds' | 'rate' | 'achieved' | 'bad' | 'valid' | 'note'>;
  readonly estimate: { readonly value: number; readonly lower: number; readonly upper: number } | undefined;
  /** Seconds of the budget that are left. */
  readonly left: number;
}

/** A batch or trial in one plain line: `tracking · 5 s at 212/s · 211/s done · bad 4.8 % · 212 requests/s (205 to 219) · 3 min left`. */
export function capacityLine({ trial, estimate, left }: CapacityState): string {
  const { phase, seconds, rate, achieved, bad, valid, note } = trial;
  const parts = [
    phaseWord(phase),
    `${formatNumber(seconds)} s at ${formatNumber(rate)}/s`,
    achieved === null ? '' : `${formatNumber(achieved)}/s done`,
    bad.length === 0 ? '' : `bad ${bad.map((share) => formatRatio(share)).join(' / ')}`,
    valid ? '' : `does not count${note === null ? '' : `: ${note}`}`,
    estimate ? rangeText(estimate) : 'no estimate yet',
    `${formatSpan(Math.max(0, left))} left`,
  ];
  return parts.filter(Boolean).join(' · ');
}
