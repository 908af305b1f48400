import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { type ObjectiveResult, ownMeasure } from '../../objectives/result.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatNumber, formatRatio } from '../../units/format.ts';
import { shareLine } from './share-line.ts';

/** k6 gives up a chain of redirects at its limit, and takes the last one for a success. */
export function endlessLine({ timeline: { end }, plan }: Measurement): ObjectiveResult[] {
  const { endless = 0, ended = 0, followed = 0 } = end?.ledger?.requests ?? {};
  if (endless === 0) return [];
  const chains = Math.max(endless, ended - followed);
  return [
    shareLine({
      name: 'endless redirects',
      measure: ownMeasure('endless-redirects', 'requests that were redirected until k6 gave up'),
      actual: endless / chains,
      samples: chains,
      counts: plan.stages.every((stage) => stage.counts),
      note: `${formatNumber(endless)} of ${formatNumber(chains)} requests, each followed to the limit of redirects`,
    }),
  ];
}

/**
 * A redirect that leads to its own endpoint counts as two of its requests: half of them redirected is every one that
 * was asked.
 */
const MOST = 0.5;
const REDIRECT = /^30[12378]$/;
const SHOWN = 3;

/** Endpoints most of whose requests were redirected: to a login page, perhaps, which is no answer to what was asked. */
export function redirected({ timeline }: { readonly timeline: Timeline }): Caveat | undefined {
  const endpoints = redirectedEndpoints(timeline);
  if (endpoints.length === 0) return undefined;
  const shown = endpoints
    .slice(0, SHOWN)
    .map(({ name, redirects, all }) => `${formatNumber(redirects)} of ${formatNumber(all)} of ${name}`);
  const more = endpoints.length > SHOWN ? ` and ${formatNumber(endpoints.length - SHOWN)} endpoints more` : '';
  return {
    code: 'redirected',
    text: `answers that only pointed elsewhere (to a login page?) counted as successes: ${shown.join(', ')}${more}; see where they led`,
  };
}

function redirectedEndpoints(timeline: Timeline): { name: string; redirects: number; all: number }[] {
  const rows = new Map<string, { name: string; redirects: number; all: number }>();
  for (const { series, all } of timeline.series) {
    if (series.metric !== 'http_reqs') continue;
    const name = `${series.tags['method'] ?? ''} ${series.tags['name'] ?? ''}`.trim();
    const row = rows.get(name) ?? { name, redirects: 0, all: 0 };
    rows.set(name, row);
    row.all += all.sum;
    if (REDIRECT.test(series.tags['status'] ?? '')) row.redirects += all.sum;
  }
  return [...rows.values()]
    .filter(({ redirects, all }) => redirects > 0 && redirects / all >= MOST)
    .sort((a, b) => b.redirects - a.redirects || (a.name < b.name ? -1 : 1));
}

/** Redirects that were answered and not followed: what was asked for was never seen. */
export function notFollowed({ timeline }: { readonly timeline: Timeline }): Caveat | undefined {
  const { redirects = 0, followed = 0, ended = 0 } = timeline.end?.ledger?.requests ?? {};
  const final = redirects - followed;
  return final > 0
    ? {
        code: 'not-followed',
        text: `the last answer to ${formatNumber(final)} requests (${formatRatio(final / Math.max(1, ended - followed))}) was a redirect that was not followed`,
      }
    : undefined;
}
