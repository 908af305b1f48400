import type { TimelineLine } from './lines.ts';
import {
  amount,
  count,
  type FieldCheck,
  type Fields,
  flag,
  has,
  level,
  listOf,
  mapOf,
  maybe,
  moment,
  number,
  oneOf,
  positive,
  second,
  series,
  text,
  tuple,
} from './shape.ts';

/** Beyond any index of a bucket: 12 bits of exponent and 9 of mantissa. */
const LARGEST_INDEX = 2 ** 21;

/**
 * index, count, Δindex, count, …: as far as a bucket's number goes; how many were counted, or none where it is none.
 */
function counted(value: unknown): number | undefined {
  if (!Array.isArray(value) || value.length % 2 !== 0) return undefined;
  let index = 0;
  let sum = 0;
  for (let i = 0; i < value.length; i += 2) {
    if (!Number.isInteger(value[i]) || !count(value[i + 1])) return undefined;
    index += value[i] as number;
    sum += value[i + 1] as number;
    if (Math.abs(index) > LARGEST_INDEX) return undefined;
  }
  return sum;
}

const trend: FieldCheck = (value) =>
  Array.isArray(value) && value.length === 5 && value.slice(0, 4).every(number) && counted(value[4]) === value[0];
const flow = tuple([count, count, count]);

/** Of a series whose type is not known here: whether it has the numbers of its type, the timeline checks. */
const entry: FieldCheck = (value) => {
  if (!Array.isArray(value) || value.length < 3 || !series(value[0]) || !count(value[1])) return false;
  for (let i = 2; i < value.length && i < 5; i++) if (!number(value[i])) return false;
  return value.length < 6 || counted(value[5]) === value[1];
};

const TYPES = ['counter', 'gauge', 'rate', 'trend'];
const UNITS = ['seconds', 'bytes', 'ratio', 'per second', 'none'];

const greeting = { v: oneOf(1), start: text, at: maybe(moment) };
const engineHello = has({ ...greeting, k6: text, version: text, cores: count });
const monitorHello = has({ ...greeting, monitor: text, every: maybe(positive), watches: maybe(text) });
/** Of a version that is not known only what everybody reads. */
const otherHello = has({ v: number, k6: maybe(text), version: maybe(text), start: maybe(text), cores: maybe(count) });

const gen = has({
  s: second,
  cpu: maybe(number),
  rss: maybe(number),
  vus: count,
  vusMax: count,
  busy: maybe(number),
  pressure: maybe(number),
  throttled: maybe(number),
  steal: maybe(number),
  runDelay: maybe(number),
  slices: maybe(count),
  canary: maybe(trend),
  scheduled: maybe(count),
  started: maybe(count),
  dropped: maybe(count),
  late: maybe(trend),
  iterations: maybe(flow),
  requests: maybe(flow),
});

/** Of an objective about some of the requests: with how many these are. */
const ofSome = tuple([number, number]);
const badCount: FieldCheck = (value) => number(value) || ofSome(value);

const census = has({
  scenario: text,
  batch: (value) => Number.isInteger(value),
  rate: amount,
  from: moment,
  to: moment,
  inFlight: tuple([count, count]),
  arrivals: count,
  dropped: count,
  departures: count,
  late: tuple([number, number]),
  at: listOf(tuple([level, number, number])),
  found: listOf(tuple([Number.isInteger, level, count, number, number], badCount)),
  requests: maybe(listOf(number)),
  complete: maybe(number),
  lost: maybe(count),
});

const ofThresholds = has({
  metric: text,
  type: oneOf('', ...TYPES),
  unit: oneOf('', ...UNITS),
  empty: maybe(flag),
  samples: maybe(count),
  values: mapOf(number),
  thresholds: listOf(has({ source: text, failed: flag })),
});

const counts = mapOf(count);

/** The shapes of the lines of a timeline, as docs/record.md gives them. */
export const SHAPES = {
  hello: (line) => engineHello(line) || monitorHello(line) || ((line as Fields)['v'] !== 1 && otherHello(line)),
  series: has({
    id: count,
    metric: text,
    type: oneOf(...TYPES),
    unit: oneOf(...UNITS),
    bits: oneOf(undefined, 5, 9),
    tags: mapOf(text),
    folded: maybe(listOf(text)),
    bound: maybe(number),
  }),
  frame: has({ s: second, d: listOf(entry) }),
  gen,
  census,
  mark: has({ scenario: text, at: moment }),
  exemplar: has({
    s: second,
    id: series,
    kind: oneOf('slow', 'error'),
    value: number,
    url: text,
    method: text,
    status: text,
    error: text,
    code: text,
    vu: maybe(text),
    iter: maybe(text),
    traceparent: maybe(text),
  }),
  exceeded: has({ s: moment, requests: count, within: number }),
  thresholds: has({ of: listOf(ofThresholds) }),
  gap: has({ s: second, reason: text }),
  noticed: has({ s: second, kind: oneOf('restart', 'scaling'), text }),
  statements: has({
    s: second,
    over: maybe(amount),
    texts: maybe(listOf(tuple([count, text]))),
    of: maybe(listOf(tuple([count, count, amount]))),
    others: maybe(tuple([count, amount])),
    missing: maybe(text),
  }),
  end: has({
    s: second,
    totals: listOf(tuple([series, count, number])),
    other: count,
    invalid: count,
    lost: maybe(count),
    untyped: maybe(counts),
    ledger: maybe(has({ iterations: counts, requests: counts })),
    span: maybe(tuple([number, number])),
  }),
  event: has({ s: second, kind: text, text }),
  command: has({ s: moment, event: count }),
  commanded: has({
    s: moment,
    event: count,
    outcome: oneOf('ended', 'not-started', 'overdue', 'stopped'),
    code: maybe(number),
    signal: maybe(text),
    output: text,
  }),
  close: has({ state: text, endedBy: text, s: second, endedAt: text, reason: text }),
} satisfies Readonly<Record<TimelineLine['t'], FieldCheck>>;

/** Whether an entry of a frame has the numbers that the type of its series calls for. */
export function suits(type: 'counter' | 'gauge' | 'rate' | 'trend', frame: readonly unknown[]): boolean {
  if (type === 'rate') return frame.length === 3 && count(frame[2]) && (frame[2] as number) <= (frame[1] as number);
  return frame.length === { trend: 6, gauge: 5, counter: 3 }[type];
}
