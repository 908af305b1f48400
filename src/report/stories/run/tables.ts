import type { StatementsResult } from '../../../result/monitors.ts';
import type { EndpointResult, Result, StageResult } from '../../../result/result.ts';
import { formatNumber, formatRatio, formatSeconds, formatSpan } from '../../../units/format.ts';
import { columnsOf, type Spread, type Table, type TableCell } from '../../blocks.ts';

function zoneCell({ valid, zone, role }: StageResult): TableCell {
  if (!valid) return { text: 'not valid', sign: 'inconclusive' };
  if (zone === null) return role === 'ramp' ? 'by windows' : '–';
  return { text: zone, sign: zone };
}

/** `9 min of 30 min, settled` */
function lengthText({ from, to, untilSure }: StageResult): string {
  if (untilSure === undefined) return formatSpan(to - from);
  return `${formatSpan(to - from)} of ${formatSpan(untilSure.planned)}, ${untilSure.settled ? 'settled' : 'not settled before'}`;
}

export function stageTable({ stages }: Result): Table {
  const counted = stages.some((stage) => stage.scheduled !== null);
  const sure = stages.some((stage) => stage.untilSure !== undefined);
  const head = [
    'Stage',
    'Load',
    'Throughput',
    'p50',
    'p95',
    'p99',
    'Failed',
    ...(counted ? ['Dropped', 'Lateness p99'] : []),
    ...(sure ? ['Length'] : []),
    'Zone',
  ];
  const rows = stages.map((stage) => {
    const unit = stage.load?.kind === 'rate' ? 'requests/s' : stage.load?.to === 1 ? 'user' : 'users';
    const offered = counted
      ? [stage.dropped === null ? '–' : formatNumber(stage.dropped, 9), formatSeconds(stage.lateness)]
      : [];
    return [
      stage.name,
      stage.load ? `${formatNumber(stage.load.to)} ${unit}` : '–',
      stage.throughput === null ? '–' : `${formatNumber(stage.throughput)}/s`,
      formatSeconds(stage.latency.p50),
      formatSeconds(stage.latency.p95),
      formatSeconds(stage.latency.p99),
      formatNumber(stage.failed, 9),
      ...offered,
      ...(sure ? [lengthText(stage)] : []),
      zoneCell(stage),
    ];
  });
  return { columns: columnsOf(head, { Load: 'word', Length: 'word', Zone: 'word' }), rows };
}

/** With how each endpoint's percentiles lie to those of the others, where there are several. */
export function endpointTable({ endpoints }: Result): Table {
  const spreads = spreadsOf(endpoints);
  const drawn = spreads.length > 1 && spreads.some(Boolean);
  return {
    columns: columnsOf(
      [
        'Endpoint',
        'Requests',
        'Per second',
        'Failed',
        'Mean',
        'p50',
        'p95',
        'p99',
        'Max',
        ...(drawn ? ['Spread'] : []),
      ],
      { Spread: 'spread' },
    ),
    rows: endpoints.map((endpoint, i) => [
      endpointName(endpoint),
      formatNumber(endpoint.requests, 9),
      formatNumber(endpoint.throughput),
      formatNumber(endpoint.failed, 9),
      ...(['mean', 'p50', 'p95', 'p99', 'max'] as const).map((stat) => formatSeconds(endpoint.latency[stat])),
      ...(drawn ? [spreads[i] ?? ''] : []),
    ]),
  };
}

function endpointName({ method, name, names }: EndpointResult): string {
  const several = !names ? '' : ` (${formatNumber(names, 9)} names or more)`;
  return `${method} ${name}${several}`.trim();
}

export function checkTable({ checks }: Pick<Result, 'checks'>): Table {
  return {
    columns: columnsOf(['Check', 'Passed', 'Failed']),
    rows: checks.map((check) => [check.name, formatNumber(check.passes, 9), formatNumber(check.fails, 9)]),
  };
}

export function slowestTable({ slowest }: Result): Table {
  const traced = slowest.some(({ traceparent }) => traceparent);
  return {
    columns: columnsOf(['Request', 'Time', 'Stage', 'At', 'Status', ...(traced ? ['Trace'] : [])], {
      Stage: 'word',
      Status: 'text',
    }),
    rows: slowest.map((slow) => [
      slow.name,
      formatSeconds(slow.value),
      slow.stage ?? '–',
      formatSpan(slow.second),
      slow.status,
      ...(traced ? [traceOf(slow.traceparent)] : []),
    ]),
  };
}

/**
 * The trace-id, by which a tracing backend finds the request: the second part of a W3C traceparent, or all of a bare
 * one.
 */
function traceOf(traceparent: string | undefined): string {
  return traceparent ? (traceparent.split('-')[1] ?? traceparent) : '–';
}

/** Of a longer statement its beginning is shown; result.json has all that was kept. */
const LONGEST_STATEMENT = 160;

export function shownStatement(text: string, longest = LONGEST_STATEMENT): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** The statements that took most of the time, step by step; of the whole run where no more than one step has some. */
export function statementTable({ statements = [] }: Pick<Result, 'statements'>): Table {
  const rows = statements.flatMap(({ monitor, stages }) =>
    stepsOf(stages).flatMap((of) =>
      of.statements.map(({ text, calls, seconds, mean }) => [
        [of.stage ?? 'whole run', ...(statements.length > 1 ? [monitor] : [])].join(', '),
        shownStatement(text),
        formatNumber(calls, 9),
        formatSeconds(seconds),
        formatSeconds(mean),
        formatRatio(seconds / statementTime(of)),
      ]),
    ),
  );
  return { columns: columnsOf(['Step', 'Statement', 'Calls', 'Time', 'Mean', 'Share'], { Statement: 'text' }), rows };
}

/** Seconds of all statements together. */
export function statementTime({ statements, others }: StatementsResult['stages'][number]): number {
  return statements.reduce((sum, { seconds }) => sum + seconds, others.seconds);
}

function stepsOf(stages: StatementsResult['stages']): StatementsResult['stages'] {
  const steps = stages.filter(({ stage, statements }) => stage !== null && statements.length > 0);
  return steps.length > 1 ? steps : stages.filter(({ stage }) => stage === null);
}

/** One an endpoint; undefined where its percentiles are not known. */
function spreadsOf(endpoints: readonly EndpointResult[]): (Spread | undefined)[] {
  const values = endpoints.flatMap(({ latency }) => [latency.p50, latency.p95, latency.p99]);
  const known = values.filter((value) => value !== null && value > 0) as number[];
  const [least, most] = [Math.log(Math.min(...known)), Math.log(Math.max(...known))];
  const at = (value: number) => (most > least ? (Math.log(value) - least) / (most - least) : 0.5);
  return endpoints.map(({ latency: { p50, p95, p99 } }) =>
    p50 && p95 ? { p50: at(p50), p95: at(p95), p99: p99 ? at(p99) : null } : undefined,
  );
}
