import { precisionLines } from '../../report/terminal/search-progress.ts';
import type { SearchRecord } from '../../result/capacity.ts';
import { formatNumber, formatRatio, formatSpan } from '../../units/format.ts';

/** What a search says before it sends anything: what it looks for, within what, and what precision that allows. */
export function searchOpening(search: SearchRecord): string[] {
  const { method, objectives, startRate, maxRate, precision, budget, loadBudget, confirm, notes, resumes } = search;
  const allowed = objectives.map(({ name, allowed: share }) => `${name} (at most ${formatRatio(share)} bad)`);
  const load = method === 'trials' ? 'of trials, a run of k6 each' : 'of load';
  const going = resumes === null ? '' : `, going on from ${resumes}`;
  return [
    `searching the highest rate that meets ${allowed.join(' and ')}${going}`,
    ...notes.map((note) => `note: ${note}`),
    `from ${formatNumber(startRate)} to at most ${formatNumber(maxRate)} requests/s, to ±${formatRatio(precision)}, within ${formatSpan(budget)}: ${formatSpan(loadBudget)} ${load}, then ${formatSpan(confirm)} held at the lower bound`,
    ...precisionLines(search),
  ];
}
