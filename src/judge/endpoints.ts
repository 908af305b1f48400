import type { Series } from '../metrics/lines/lines.ts';
import { namePattern } from '../metrics/name-pattern.ts';
import { Cell } from '../metrics/timeline/cell.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { EndpointResult } from '../result/result.ts';
import { latencyOf } from './latency/latency.ts';

/** With more names than these, those that differ only by ids are one endpoint. */
export const MANY_NAMES = 30;
/** Endpoints beyond these, the least busy ones, are one row. */
const MOST_ROWS = 200;
/** The row of requests whose names nobody knows any more. */
const OTHER = 'other';

interface Row {
  readonly method: string;
  readonly name: string;
  /** How many different names it stands for, at least; 0 where they were folded. */
  names: number;
  requests: number;
  failed: number;
  readonly latency: Cell;
}

/**
 * One line an endpoint (name and method), busiest first; latency of successes over the whole run. Where a run has many
 * names, such as URLs with ids in them, they are told by what they have in common; `seconds` is the length of the run.
 */
export function endpointsOf(timeline: Timeline, seconds: number): EndpointResult[] {
  return busiest(likeOnes(rowsOf(timeline))).map(({ latency, names, requests, ...row }) => ({
    ...row,
    requests,
    ...(names === 1 ? {} : { names }),
    throughput: seconds > 0 ? requests / seconds : null,
    latency: latencyOf(latency),
  }));
}

function rowsOf(timeline: Timeline): Row[] {
  const rows = new Map<string, Row>();
  for (const { series, all } of timeline.series) {
    if (!['http_reqs', 'http_req_failed', 'request_time'].includes(series.metric)) continue;
    const { method = '' } = series.tags;
    const { name, names } = nameOf(series);
    const key = [method, name, names].join('\0');
    const row = rows.get(key) ?? emptyRow(method, name, names);
    rows.set(key, row);
    if (series.metric === 'http_reqs') row.requests += all.sum;
    else if (series.metric === 'http_req_failed') row.failed += all.sum;
    else if (series.tags['expected_response'] === 'true') row.latency.merge(all);
  }
  return [...rows.values()];
}

function emptyRow(method: string, name: string, names: number): Row {
  return { method, name, names, requests: 0, failed: 0, latency: new Cell('trend') };
}

/** Of a series whose names were folded what they have in common, if that is known. */
function nameOf({ tags, folded = [] }: Series): Pick<Row, 'name' | 'names'> {
  const { name = '' } = tags;
  if (!folded.includes('name') && folded[0] !== '*') return { name, names: 1 };
  return { name: name || OTHER, names: 0 };
}

/** Where there are many names, or some were folded: those of the same pattern as one row. */
function likeOnes(rows: readonly Row[]): Row[] {
  if (rows.length <= MANY_NAMES && rows.every(({ names }) => names > 0)) return [...rows];
  const alike = new Map<string, Row[]>();
  for (const row of rows) {
    const key = [row.method, namePattern(row.name)].join('\0');
    alike.set(key, [...(alike.get(key) ?? []), row]);
  }
  return [...alike.values()].map((group) =>
    group.length === 1 ? group[0]! : sumOf(group, group[0]!.method, namePattern(group[0]!.name)),
  );
}

function busiest(rows: readonly Row[]): Row[] {
  const sorted = [...rows].sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
  if (sorted.length <= MOST_ROWS) return sorted;
  return [...sorted.slice(0, MOST_ROWS), sumOf(sorted.slice(MOST_ROWS), '', OTHER)];
}

/** One row of several. Of some of them how many names there were may be unknown: then it is at least the rest. */
function sumOf(rows: readonly Row[], method: string, name: string): Row {
  const sum = emptyRow(method, name, 0);
  for (const row of rows) {
    sum.names += row.names;
    sum.requests += row.requests;
    sum.failed += row.failed;
    sum.latency.merge(row.latency);
  }
  return sum;
}
