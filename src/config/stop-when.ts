import * as z from 'zod';
import { Duration, percent } from '../input/quantity.ts';
import { readLimit } from '../objectives/written/limit.ts';

/** A limit beyond which a run is not to go on, once it was exceeded for so long. */
export interface StopRule {
  /** The share of requests that failed, or a quantile of the latency of those that did not. */
  readonly of: 'errors' | 'latency';
  /** Of latency: 0..1; null of errors. */
  readonly quantile: number | null;
  readonly op: '>' | '>=';
  /** A ratio, or seconds. */
  readonly limit: number;
  /** Seconds over which it is looked at. */
  readonly for: number;
  /** As it was written: `errors >= 90%`. */
  readonly text: string;
  /** Whether nobody wrote it. Then load beyond the tier's own is let alone, since it is there to break the service. */
  readonly byDefault: boolean;
}

const LATENCY = /^p(\d{1,2}(?:\.\d{1,3})?)\s*(\D.*)$/;

type Read =
  | { readonly rule: Pick<StopRule, 'quantile' | 'op' | 'limit'> }
  | { readonly fault: string; readonly next: string };

function readBeyond(text: string, unit: 'ratio' | 'seconds', example: string): Read {
  const limit = readLimit(text);
  if ('fault' in limit) return limit;
  const { op, value } = limit;
  const next = `write "${example}"`;
  if (op !== '>' && op !== '>=') return { fault: `"${text}" says what is good, and not when to stop`, next };
  if (limit.unit !== unit) return { fault: `"${text}" is no ${unit === 'ratio' ? 'share' : 'time'}`, next };
  const least = op === '>' ? 0 : Number.MIN_VALUE;
  const most = op === '>' ? 1 - Number.EPSILON : 1;
  if (unit === 'ratio' && (value < least || value > most))
    return { fault: `"${text}" is ${value > most ? 'never' : 'always'} so`, next };
  return { rule: { quantile: null, op, limit: value } };
}

function readLatency(text: string): Read {
  const match = LATENCY.exec(text.trim());
  const quantile = percent(Number(match?.[1]));
  if (!match || quantile === 0) return { fault: `"${text}" names no percentile of latency`, next: 'write "p95 > 5s"' };
  const read = readBeyond(match[2]!, 'seconds', `p${match[1]} > 5s`);
  return 'fault' in read ? read : { rule: { ...read.rule, quantile } };
}

function written(read: (text: string) => Read) {
  return z.string().superRefine((text, context) => {
    const found = read(text);
    if ('fault' in found) context.addIssue({ code: 'custom', message: found.fault, params: { next: found.next } });
  });
}

const readErrors = (text: string) => readBeyond(text, 'ratio', '>= 90%');

const Rule = z
  .strictObject({
    errors: written(readErrors)
      .optional()
      .meta({ description: 'Share of requests that failed.', examples: ['>= 90%', '> 50%'] }),
    latency: written(readLatency)
      .optional()
      .meta({ description: 'A percentile of successful requests.', examples: ['p95 > 5s', 'p99 > 10s'] }),
    for: Duration.prefault('60s').meta({ description: 'The time over which it is looked at; --time-scale scales it.' }),
  })
  .superRefine(({ errors, latency }, context) => {
    if ((errors === undefined) !== (latency === undefined)) return;
    const message = errors === undefined ? 'this rule has no limit' : 'one rule has one limit';
    context.addIssue({ code: 'custom', message, params: { next: 'write { errors: ">= 90%", for: 60s }' } });
  });

type WrittenRule = z.output<typeof Rule>;

function ruleOf({ errors, latency, for: seconds }: WrittenRule): StopRule {
  const [of, text] = errors === undefined ? (['latency', latency ?? ''] as const) : (['errors', errors] as const);
  const read = of === 'errors' ? readErrors(text) : readLatency(text);
  // What cannot be read was refused before.
  const rule = 'rule' in read ? read.rule : { quantile: null, op: '>' as const, limit: Number.POSITIVE_INFINITY };
  return { of, ...rule, for: seconds, text: `${of} ${text.trim()}`, byDefault: false };
}

const DEFAULT: StopRule = { ...ruleOf({ errors: '>= 90%', for: 60 }), byDefault: true };

/** When a run is stopped: one rule, a list of them, or `false` for none. */
export const StopWhen = z
  .union([z.literal(false), z.null(), Rule, z.array(Rule)], {
    error: 'expected a rule such as { errors: ">= 90%", for: 60s }, a list of them, or false',
  })
  .optional()
  .transform((rules): readonly StopRule[] => {
    if (rules === undefined) return [DEFAULT];
    if (rules === false || rules === null) return [];
    return (Array.isArray(rules) ? rules : [rules]).map(ruleOf);
  });
