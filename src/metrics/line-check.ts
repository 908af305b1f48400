/**
 * Whether a line has the shape that docs/record.md gives it, so that whoever folds it may rely on that. Written by hand: a schema
 * of every number would halve the speed of a replay. Fields that are not known are let pass: a newer engine may say more.
 */

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/** The last second of any run (115 days): a larger number is no second of a run, and windows up to it would fill the memory. */
const LAST_SECOND = 1e7;
/** Most iterations in flight that a census counts by. */
const MOST_IN_FLIGHT = 1e6;
/** Beyond any index of a bucket: 12 bits of exponent and 9 of mantissa. */
const LARGEST_INDEX = 2 ** 21;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = (value) => Number.isFinite(value);
const amount: Check = (value) => number(value) && (value as number) >= 0;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const id = count;
/** Of a series; -1: one that was not announced. */
const series: Check = (value) => Number.isInteger(value) && (value as number) >= -1;
const second: Check = (value) => Number.isInteger(value) && Math.abs(value as number) <= LAST_SECOND;
const moment: Check = (value) => number(value) && Math.abs(value as number) <= LAST_SECOND;
const level: Check = (value) => id(value) && (value as number) <= MOST_IN_FLIGHT;
const fields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oneOf = (...known: readonly unknown[]): Check => {
  const set = new Set(known);
  return (value) => set.has(value);
};
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** A list that begins with these; `more` is what may follow. */
const tuple =
  (first: readonly Check[], more: Check = () => true): Check =>
  (value) =>
    Array.isArray(value) && value.length >= first.length && value.every((item, index) => (first[index] ?? more)(item));
const mapOf =
  (check: Check): Check =>
  (value) =>
    fields(value) && Object.values(value).every(check);
const has = (shape: Readonly<Record<string, Check>>): Check => {
  const entries = Object.entries(shape);
  return (value) => fields(value) && entries.every(([name, check]) => check(value[name]));
};

/** index, count, Δindex, count, …: as far as a bucket's number goes; how many were counted, or none where it is none. */
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

const trend: Check = (value) =>
  Array.isArray(value) && value.length === 5 && value.slice(0, 4).every(number) && counted(value[4]) === value[0];
const flow = tuple([count, count, count]);

/** Of a series whose type is not known here: whether it has the numbers of its type, the timeline checks. */
const entry: Check = (value) => {
  if (!Array.isArray(value) || value.length < 3 || !series(value[0]) || !count(value[1])) return false;
  for (let i = 2; i < value.length && i < 5; i++) if (!number(value[i])) return false;
  return value.length < 6 || counted(value[5]) === value[1];
};

const TYPES = ['counter', 'gauge', 'rate', 'trend'];
const UNITS = ['seconds', 'bytes', 'none'];

const greeting = { v: oneOf(1), start: text, at: maybe(moment) };
const engineHello = has({ ...greeting, k6: text, version: text, cores: count });
const monitorHello = has({ ...greeting, monitor: text });
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
const badCount: Check = (value) => number(value) || ofSome(value);

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

const LINES: Readonly<Record<string, Check>> = {
  hello: (line) => engineHello(line) || monitorHello(line) || ((line as Fields)['v'] !== 1 && otherHello(line)),
  series: has({
    id,
    metric: text,
    type: oneOf(...TYPES),
    unit: oneOf(...UNITS),
    bits: oneOf(undefined, 5, 9),
    tags: mapOf(text),
    folded: maybe(listOf(text)),
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
  ask: has({ s: second, batch: Number.isInteger }),
  searched: has({ s: second, reason: text, elapsed: number }),
  trial: has({ s: second, trial: id }),
  tried: has({ s: second, trial: id, to: number }),
  earlier: has({ line: (line) => fields(line) && isLine(line) }),
  close: has({ state: text, endedBy: text, s: second, endedAt: text, reason: text }),
};

/** Whether a value is a line of one of the kinds that there are. */
export function isLine(value: Fields): boolean {
  const kind = value['t'];
  return typeof kind === 'string' && Object.hasOwn(LINES, kind) && LINES[kind]!(value);
}

/** Whether an entry of a frame has the numbers that the type of its series calls for. */
export function suits(type: 'counter' | 'gauge' | 'rate' | 'trend', frame: readonly unknown[]): boolean {
  if (type === 'rate') return frame.length === 3 && count(frame[2]) && (frame[2] as number) <= (frame[1] as number);
  return frame.length === { trend: 6, gauge: 5, counter: 3 }[type];
}
