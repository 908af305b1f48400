import { UserError } from '../../errors.ts';
import { quote } from '../../input/finding.ts';
import { meantDuration, percent } from '../../input/quantity.ts';
import { parseBytes } from '../../units/bytes.ts';
import { parseDuration } from '../../units/duration.ts';

/** The unit that a limit was written in; `none`: a plain number. */
export type LimitUnit = 'seconds' | 'bytes' | 'ratio' | 'per second' | 'none';

/** `< 200ms` read: value in base units. */
export interface ParsedLimit {
  readonly op: '<' | '<=' | '>' | '>=' | '==';
  readonly value: number;
  readonly unit: LimitUnit;
}

/** Why a text is no limit, and what to write instead. */
export interface LimitFault {
  readonly fault: string;
  readonly next: string;
}

const OPERATORS: Record<string, ParsedLimit['op']> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=', '==': '==' };
const MEANT: Record<string, string> = { '=': '==', '===': '==', '=<': '<=', '=>': '>=', '≤': '<=', '≥': '>=' };
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Reads `< 200ms`, `> 99.9%`, `> 50/s`, `< 2 GB`, `<= 10`; a fault (never an exception) when it is none. */
export function readLimit(text: string): ParsedLimit | LimitFault {
  const match = /^([<>=!≤≥~]*)\s*(.*)$/s.exec(text.trim());
  const [sign, amount] = [match?.[1] ?? '', (match?.[2] ?? '').trim()];
  const op = Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined;
  if (op === undefined) return operatorFault(text, sign, amount);
  const quantity = readQuantity(amount);
  if (!quantity) return amountFault(text, op, amount);
  return { op, ...quantity };
}

/** A limit, or a UserError that says what to write instead. */
export function parseLimit(text: string): ParsedLimit {
  const limit = readLimit(text);
  if ('fault' in limit) throw new UserError({ what: limit.fault, next: limit.next });
  return limit;
}

interface Quantity {
  readonly value: number;
  readonly unit: LimitUnit;
}

function readQuantity(amount: string): Quantity | undefined {
  const quantity = quantityOf(amount);
  return quantity && Number.isFinite(quantity.value) ? quantity : undefined;
}

function quantityOf(amount: string): Quantity | undefined {
  if (NUMBER.test(amount)) return { value: Number(amount), unit: 'none' };
  const share = /^(\d+(?:\.\d+)?) ?%$/.exec(amount);
  if (share) return { value: percent(Number(share[1])), unit: 'ratio' };
  const rate = /^(.+?) ?\/ ?s$/.exec(amount);
  if (rate) {
    const value = /^\d+(?:\.\d+)?$/.test(rate[1]!) ? Number(rate[1]) : parseBytes(rate[1]!);
    return value === undefined ? undefined : { value, unit: 'per second' };
  }
  const seconds = parseDuration(amount);
  if (seconds !== undefined) return { value: Number(seconds.toPrecision(15)), unit: 'seconds' };
  const bytes = parseBytes(amount);
  return bytes === undefined ? undefined : { value: bytes, unit: 'bytes' };
}

function operatorFault(text: string, sign: string, amount: string): LimitFault {
  if (sign === '') {
    const example = readQuantity(amount) ? amount : '200ms';
    return {
      fault: `${quote(text)} does not say on which side of the limit is good`,
      next: `write "< ${example}" or "> ${example}"`,
    };
  }
  const meant = Object.hasOwn(MEANT, sign) ? MEANT[sign] : undefined;
  return {
    fault: `${quote(sign)} is no comparison of a limit`,
    next: meant ? `write "${meant} ${amount}"` : 'the comparisons are < <= > >= ==',
  };
}

function amountFault(text: string, op: string, amount: string): LimitFault {
  const plainer = amount.replace(/\s+/g, '').replace(/(\d),(\d)/g, '$1.$2');
  const meant = [meantDuration(amount), plainer].find(
    (candidate) => candidate !== undefined && readQuantity(candidate),
  );
  if (meant !== undefined && meant !== amount)
    return { fault: `${quote(text)} is no limit`, next: `write "${op} ${meant}"` };
  return {
    fault: `${quote(text)} is no limit`,
    next: `write a number and its unit: "${op} 200ms", "${op} 5%", "${op} 50/s", "${op} 2 GB"`,
  };
}
