import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../../units/format.ts';
import { visible } from '../../../visible.ts';
import { statusOf } from '../../words.ts';
import type { LiveState } from './state.ts';

/** A run in one plain line: `1x · 45 s of 2 min · 198/s of 200/s · p95 61 ms · failed 0 % · 23 users`. */
export function liveLine(state: LiveState): string {
  const { stage, scenario, elapsed, planned, load, throughput, p95, failed, search } = state;
  const wanted = load?.kind === 'rate' ? ` of ${formatNumber(load.value)}/s` : '';
  const left = planned === null ? '' : ` of ${formatSpan(planned)}`;
  const worst = ['critical', 'degraded', 'warning', 'silenced'].flatMap((word) =>
    state.objectives.filter((o) => statusOf(o).word === word).map((o) => `${o.name} ${word}`),
  );
  const parts = [
    stage ?? scenario,
    `${formatSpan(elapsed)}${left}`,
    `${formatNumber(throughput)}/s${wanted}`,
    `p95 ${formatSeconds(p95)}`,
    `failed ${formatRatio(failed)}`,
    usersText(state),
    search ? estimateText(search) : '',
    droppedText(state),
    ...worst,
  ];
  return visible(parts.filter(Boolean).join(' · '));
}

/** `23 of 50 users` where users are asked for, else `23 VUs`. */
export function usersText({ load, vus }: LiveState): string {
  return load?.kind === 'users' ? `${vus} of ${formatNumber(Math.round(load.value))} users` : `${vus} VUs`;
}

/** `dropped 12`; empty where nothing was. */
export function droppedText({ dropped }: LiveState): string {
  return dropped > 0 ? `dropped ${formatNumber(dropped, 9)}` : '';
}

/** `estimate 284 [270, 299]`; empty where there is none yet. */
export function estimateText({ estimates }: NonNullable<LiveState['search']>): string {
  const latest = estimates.at(-1);
  if (!latest) return '';
  return `estimate ${formatNumber(latest.value)} [${formatNumber(latest.lower)}, ${formatNumber(latest.upper)}]`;
}
