import { parseBytes } from '../../units/bytes.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

/** `40MB/h` as what comes in a second, with how the amount is read; undefined when it is no rate. */
function readRate(text: string, amount: (text: string) => number | undefined): number | undefined {
  const [, what = '', per = ''] = /^(.+)\/(s|min|h)$/.exec(text) ?? [];
  const value = amount(what);
  return value === undefined || !(value > 0) ? undefined : value / SECONDS[per]!;
}

const number = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);

/** `40MB/h` in bytes per second. */
export const readBytesRate = (text: string): number | undefined => readRate(text, parseBytes);

/** `6/min` per second. */
export const readCountRate = (text: string): number | undefined => readRate(text, number);

/** `50%/h` as a ratio per second. */
export const readShareRate = (text: string): number | undefined => readRate(text, percentage);

/** `20%` as a ratio, above 0 and at most 1. */
export function readPart(text: string): number | undefined {
  const value = percentage(text);
  return value !== undefined && value > 0 && value <= 1 ? value : undefined;
}

/** `20` as a whole number from 1 on. */
export function readWhole(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function percentage(text: string): number | undefined {
  const [, value] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  return value === undefined ? undefined : Number(value) / 100;
}
