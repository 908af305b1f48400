import { type Command, InvalidArgumentError } from 'commander';
import type { FormatName } from '../report/formats.ts';
import { parseDuration, readDuration } from '../units/duration.ts';
import { parseMonths } from '../units/months.ts';

/** Every format, without loading what makes them. */
export const FORMAT_NAMES = Object.keys({
  json: true,
  markdown: true,
  html: true,
  pdf: true,
  junit: true,
} satisfies Record<FormatName, true>);

/** Readers of flag values; each refuses with a sentence that says what is possible. */

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0) throw new InvalidArgumentError('expected a number above 0.');
  return value;
}

export function notNegative(text: string): number {
  return Number(text) === 0 ? 0 : positiveNumber(text);
}

/** `30%` or `0.3`, as a ratio of at most 1. */
export function shareOrAll(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(%?)$/.exec(text);
  const value = match ? Number((Number(match[1]) / (match[2] ? 100 : 1)).toPrecision(15)) : Number.NaN;
  if (!(value <= 1)) throw new InvalidArgumentError('expected a share such as 30% or 0.3.');
  return value;
}

/** `12mo`, `2y`, in months. */
export function months(text: string): number {
  const value = parseMonths(text);
  if (value === undefined) throw new InvalidArgumentError('expected a span such as 12mo or 2y.');
  return value;
}

export function timeScale(text: string): number {
  const value = positiveNumber(text);
  if (value > 10) throw new InvalidArgumentError('expected a factor of at most 10, such as 0.1.');
  return value;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number.');
  return Number(text);
}

export function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('expected a port from 0 to 65535.');
  return value;
}

export function rate(text: string): number {
  return positiveNumber(text.replace(/\/s$/, ''));
}

/** `3%` or `0.03`, below one half. */
export function precision(text: string): number {
  const value = text.endsWith('%') ? positiveNumber(text.slice(0, -1).trim()) / 100 : positiveNumber(text);
  if (value >= 0.5) throw new InvalidArgumentError('expected a share below 50%, such as 3%.');
  return value;
}

export function duration(text: string): number {
  const seconds = parseDuration(text);
  if (!seconds) throw new InvalidArgumentError('expected a duration such as 10m or 1h30m.');
  return seconds;
}

/** How long ago, in seconds: `90d`, however long it is. */
export function age(text: string): number {
  const seconds = readDuration(text);
  if (!seconds || seconds < 86_400) throw new InvalidArgumentError('expected an age of a day or more, such as 90d.');
  return seconds;
}

/** The same as text, as k6 is given it. */
export function durationText(text: string): string {
  duration(text);
  return text;
}

/** A whole number of at least one. */
export function countOf(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('expected a whole number above 0.');
  return value;
}

export function evenCount(text: string): number {
  const value = wholeNumber(text);
  if (value === 0 || value % 2 === 1) throw new InvalidArgumentError('expected an even number, such as 12.');
  return value;
}

export function oneOfFlag(...allowed: string[]): (text: string) => string {
  return (text) => {
    if (!allowed.includes(text)) throw new InvalidArgumentError(`expected one of: ${allowed.join(', ')}.`);
    return text;
  };
}

/** Comma-separated names from a closed list. */
export function listFlag(allowed: readonly string[]): (text: string) => string[] {
  return (text) => {
    const names = text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const unknown = names.find((name) => !allowed.includes(name));
    if (unknown !== undefined || names.length === 0) {
      throw new InvalidArgumentError(`expected some of: ${allowed.join(', ')}.`);
    }
    return names;
  };
}

/** A flag that may be given several times. */
export function repeated(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

export const ALLOW = 'take a stock k6 of any major version';

/** What says how load is made and judged, whatever it is sent to: of every command that sends some, or plans it. */
export function withLoadSettings(command: Command): Command {
  return command
    .option('-t, --tier <name>', 'size of the deployment and its load')
    .option('--journey <file>', 'the journey of a shipped scenario')
    .option('--config <file>', 'the service configuration')
    .option('--arrivals <how>', 'spacing of open profiles: poisson (random) or even', oneOfFlag('poisson', 'even'))
    .option('--seed <n>', 'seed of arrivals and pauses', wholeNumber)
    .option('-e, --env <name[=value]>', 'hand a variable to the scenario (repeatable)', repeated)
    .option('--objective <text>', "judge by this instead: 'http_req_duration p95 <= 150ms' (repeatable)", repeated)
    .option('--set <path=value>', 'change a field of the profile: hold=2m, recovery.users=10 (repeatable)', repeated)
    .option('--production <host>', 'confirm a target whose configuration says environment: production')
    .option('--allow-events', 'confirm that events of the configuration are run there, too')
    .option('--engine <path>', 'the engine to use, or a stock k6')
    .option('--allow-k6-version', ALLOW);
}
