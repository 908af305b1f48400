import { namePattern } from '../../metrics/name-pattern.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatNumber } from '../../units/format.ts';
import { MANY_NAMES } from '../endpoints.ts';

const ADVICE = "give requests a name tag: { tags: { name: '/orders/{id}' } }, or http.url`…`";

/** What a run with many different names is to be read with, and how to have fewer; undefined where there are few. */
export function manyNames({ timeline }: { readonly timeline: Timeline }): Caveat | undefined {
  const folded = timeline.end?.other ?? 0;
  if (folded > 0) {
    const names = new Set(timeline.series.flatMap(({ series }) => series.folded ?? []));
    return {
      code: 'series-capped',
      text: `too many different tags: ${formatNumber(folded, 9)} samples lost their ${[...names].sort().join(', ')}. Counts, status, stage and scenario are exact; ${ADVICE}`,
    };
  }
  const names = namesOf(timeline);
  const patterns = new Set(names.map(namePattern));
  if (names.length <= MANY_NAMES || patterns.size === names.length) return undefined;
  return {
    code: 'many-names',
    text: `requests have ${formatNumber(names.length, 9)} different names; those that differ only by ids are told as one endpoint. To choose what they are called, ${ADVICE}`,
  };
}

function namesOf({ series }: Timeline): string[] {
  const requests = series.filter((each) => each.series.metric === 'http_reqs');
  return [...new Set(requests.map((each) => each.series.tags['name'] ?? ''))];
}
