import * as z from 'zod';
import { parseBytes } from '../units/bytes.ts';
import { parseDuration } from '../units/duration.ts';
import { quote } from './finding.ts';

const WORDS: ReadonlyMap<string, string> = new Map([
  ...['ms', 'msec', 'millisecond'].map((word): [string, string] => [word, 'ms']),
  ...['s', 'sec', 'second'].map((word): [string, string] => [word, 's']),
  ...['m', 'min', 'minute'].map((word): [string, string] => [word, 'm']),
  ...['h', 'hr', 'hour'].map((word): [string, string] => [word, 'h']),
  ...['d', 'day'].map((word): [string, string] => [word, 'd']),
]);

/** The duration that `5 min`, `200 MS` or `2 hours` probably mean, as it must be written; undefined when unclear. */
export function meantDuration(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]+)$/.exec(text.trim());
  if (!match || match[2] === 'M') return undefined;
  const word = match[2]!.toLowerCase();
  const unit = WORDS.get(word) ?? WORDS.get(word.replace(/s$/, ''));
  return unit === undefined ? undefined : `${match[1]}${unit}`;
}

function durationFault(text: string): string {
  const meant = meantDuration(text);
  const example = meant !== undefined && parseDuration(meant) !== undefined ? meant : '200ms, 30s, 1m30s or 4h';
  return `${quote(text)} is no duration: write ${example} (a number and its unit, no spaces, at most 30 days)`;
}

function seconds(least: 'zero' | 'more', examples: string[]) {
  return z
    .string({
      error: ({ input }) =>
        typeof input === 'number'
          ? `a duration needs its unit: write ${input}s`
          : `expected a duration such as 30s, found ${quote(input)}`,
    })
    .meta({ examples })
    .transform((text, context) => {
      const value = parseDuration(text);
      if (value !== undefined && (value > 0 || least === 'zero')) return value;
      context.addIssue(value === 0 ? 'a duration of zero does nothing: write how long it lasts' : durationFault(text));
      return z.NEVER;
    });
}

/** A length of time above zero: written `10m`, held in seconds. */
export const Duration = seconds('more', ['30s', '10m', '4h']);

/** A length of time that may be zero. */
export const DurationOrZero = seconds('zero', ['0s', '30s']);

const KUBERNETES: Readonly<Record<string, string>> = { k: 'kB', M: 'MB', G: 'GB', T: 'TB' };

/** A size as Kubernetes has it beside ours: `512M` is 512 MB. */
function sizeOf(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([kMGT])$/.exec(text) ?? [];
  return parseBytes(amount === undefined ? text : `${amount} ${KUBERNETES[unit]}`);
}

function sizeFault(text: string): string {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-zA-Z]+)$/.exec(text.trim()) ?? [];
  if (unit === 'm')
    return `${quote(text)} is no size: in Kubernetes m is a thousandth of a byte: write ${amount}M or ${amount}Mi`;
  const meant = Object.values(KUBERNETES).find((name) =>
    [name, name[0]].some((one) => one?.toLowerCase() === unit.toLowerCase()),
  );
  return `${quote(text)} is no size: write ${meant ? `${amount} ${meant}` : '2 GB, 512 MB or 128Mi'}`;
}

/** A size: written `2 GB`, `128Mi` or `512M` as in Kubernetes, held in bytes. */
export const Size = z
  .string({
    error: ({ input }) =>
      typeof input === 'number'
        ? `a size needs its unit: write ${input} ${input < 1e5 ? 'GB' : 'B'}`
        : `expected a size such as 2 GB, found ${quote(input)}`,
  })
  .meta({ examples: ['2 GB', '128Mi'] })
  .transform((text, context) => {
    const value = sizeOf(text);
    if (value !== undefined && value > 0 && Number.isFinite(value)) return value;
    context.addIssue(sizeFault(text));
    return z.NEVER;
  });

const BITS: Readonly<Record<string, number>> = { kbps: 1e3, Mbps: 1e6, Gbps: 1e9 };

/** A bandwidth: written in bits, `100Mbps` or `1 Gbps`, held in bytes per second. */
export const Bandwidth = z
  .string({ error: ({ input }) => `expected a bandwidth such as 100Mbps, found ${quote(input)}` })
  .meta({ examples: ['100Mbps', '1Gbps'] })
  .transform((text, context) => {
    const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?([kMG]bps)$/.exec(text) ?? [];
    if (Number(amount) > 0) return (Number(amount) * BITS[unit]!) / 8;
    context.addIssue(`${quote(text)} is no bandwidth: write 100Mbps or 1Gbps (bits per second)`);
    return z.NEVER;
  });

/** Processor cores: written `2`, `0.5`, `500m` or, as in Kubernetes, `"0.5"`; held in cores. */
export const Cores = z
  .union([z.number().positive(), z.string()], {
    error: ({ input }) => `expected cores such as 2 or 500m, found ${quote(input)}`,
  })
  .transform((written, context) => {
    if (typeof written === 'number') return written;
    const [, amount, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(written) ?? [];
    const cores = Number(amount) / (milli ? 1000 : 1);
    if (cores > 0 && Number.isFinite(cores)) return cores;
    context.addIssue(`${quote(written)} is no number of cores: write 2, 0.5 or 500m`);
    return z.NEVER;
  });

/** A share: written `5%` or `0.05`, held as a ratio. */
export const Share = share((ratio) => ratio < 1, 'is no share below 100 %: write 5% or 0.05');

/** A share that may be everything, which must be written `100%`: a bare 1 could as well be meant as one per cent. */
export const ShareOrAll = share(
  (ratio, written) => ratio < 1 || (ratio === 1 && typeof written === 'string'),
  'is no share: write 1%, 0.01 or 100%',
);

/** A utilisation of what pods request, which may be above all of it; above 1 it must be written in per cent: `160%`. */
export const ShareOfRequest = share(
  (ratio, written) => ratio > 0 && (ratio < 1 || typeof written === 'string') && ratio <= 1e4,
  'is no utilisation of a request: write 70%, 0.7 or 160%',
);

function share(fits: (ratio: number, written: number | string) => boolean, fault: string) {
  return z
    .union([z.number(), z.string()], { error: ({ input }) => `expected a share such as 5%, found ${quote(input)}` })
    .transform((written, context) => {
      const match = typeof written === 'string' ? /^(\d+(?:\.\d+)?) ?%$/.exec(written) : null;
      const value = typeof written === 'number' ? written : match ? percent(Number(match[1])) : Number.NaN;
      if (value >= 0 && fits(value, written)) return value;
      context.addIssue(`${quote(written)} ${fault}`);
      return z.NEVER;
    });
}

/** A whole number of at least one: replicas, users, connections. */
export const Count = z.int().positive().max(1e9);

/** Per cent as a ratio, without the noise of binary division: 99.9 is 0.999. */
export function percent(value: number): number {
  return Number((value / 100).toPrecision(15));
}
