import type { HistoryMetric, HistorySeries, RunHistory } from '../../../compare/history/history.ts';
import type { CaseOutcome, Suite, TestCase } from '../../junit/suite.ts';
import { seriesName, shiftText, sinceText } from './words.ts';

/** A history as test cases: each metric of each series of today, and whether enough is known. */
export function historySuite(history: RunHistory): Suite {
  const current = history.series.filter((series) => series.current);
  return {
    name: 'loadkit.history',
    seconds: 0,
    properties: [
      ['loadkit', history.loadkit],
      ['runs', String(history.read)],
      ['runs that do not count', String(history.leftOut.length)],
    ],
    cases: [
      known(history),
      ...history.series
        .filter((series) => current.includes(series) || isOpen(history, series))
        .flatMap((series) => series.metrics.map((metric) => metricCase(history, series, metric))),
    ],
    says: [],
  };
}

function known({ reasons, verdict }: RunHistory): TestCase {
  const [message] = reasons;
  const type = verdict === 'inconclusive' ? 'inconclusive' : 'not known';
  // Beside a regression it fails nothing by itself.
  const element = verdict === 'inconclusive' ? 'error' : 'skipped';
  return {
    name: 'enough runs say how it goes',
    seconds: 0,
    outcome: message === undefined ? null : { element, type, message },
    details: reasons,
  };
}

function isOpen({ changes }: RunHistory, { id }: HistorySeries): boolean {
  return changes.some(({ series, state }) => series === id && state === 'open');
}

function metricCase(history: RunHistory, series: HistorySeries, { label, state }: HistoryMetric): TestCase {
  const found = history.changes
    .filter((change) => change.series === series.id)
    .flatMap((change) =>
      change.metrics
        .filter((one) => one.label === label && one.state === 'open')
        .map((one) => `${shiftText(one)} since ${sinceText(change)}, run ${change.id}`),
    );
  const [message] = found;
  const skipped: CaseOutcome | null =
    state === 'judged' ? null : { element: 'skipped', type: state, message: 'not judged' };
  return {
    name: `${seriesName(history, series)}: ${label}`,
    seconds: 0,
    outcome: message === undefined ? skipped : { element: 'failure', type: 'regression', message },
    details: found,
  };
}
