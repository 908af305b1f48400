import type { Interval } from '../../capacity/search/interval.ts';
import type { Zone } from '../../objectives/zone.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../units/format.ts';
import { visible } from '../../visible.ts';
import { markOf } from '../words.ts';
import { paint } from './paint.ts';
import { columns, wrapped } from './terminal.ts';

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
  /** Of a search: the estimate so far, requests/s. */
  readonly interval: Interval | null;
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
  const { stage, scenario, elapsed, planned, load, throughput, p95, failed, vus, dropped, interval } = state;
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
    interval
      ? `estimate ${formatNumber(interval.value)} [${formatNumber(interval.lower)}, ${formatNumber(interval.upper)}]`
      : '',
    dropped > 0 ? `dropped ${formatNumber(dropped, 9)}` : '',
    ...worst,
  ];
  return visible(parts.filter(Boolean).join(' · '));
}
