import { type Finding, fault, type Path, warning } from '../../input/finding.ts';
import { parseDay } from '../../units/months.ts';
import { baseOf, looksLikeLoad, sameQuantity, secondsCounted, WRITE_LOAD } from './names.ts';
import { dueMonths, type GrowthSection, type QuantityGrowth } from './section.ts';

const WAYS = ['rate', 'milestones', 'history'] as const;

/** What is wrong with a growth section although each of its fields is well-formed. */
export function growthFindings(growth: GrowthSection): Finding[] {
  return [
    ...saidTwice(growth),
    ...Object.entries(growth).flatMap(([name, quantity]) => {
      const path = ['growth', name];
      return [
        ...mayBeLoad(name, quantity, path),
        ...oneWay(quantity, path),
        ...hasBase(name, quantity, path),
        ...milestonesFit(quantity, path),
        ...idleFields(name, quantity, path),
        ...limitFits(name, quantity, path),
      ];
    }),
  ];
}

/** Two sections about one thing: which of them holds could only be guessed. */
function saidTwice(growth: GrowthSection): Finding[] {
  const names = Object.keys(growth);
  return names.flatMap((name, index) => {
    const other = names.slice(0, index).find((earlier) => sameQuantity(earlier, name));
    if (other === undefined) return [];
    const what = `${JSON.stringify(name)} and ${JSON.stringify(other)} say how one thing grows`;
    return [{ ...fault(['growth', name], what, { next: 'keep one of them' }), atKey: true }];
  });
}

/** A load in an unknown unit would be told as a quantity of its own, and nobody would see that no load grows. */
function mayBeLoad(name: string, { unit, limit }: QuantityGrowth, path: Path): Finding[] {
  if (baseOf(name) !== undefined || limit !== undefined) return [];
  const loadUnit = unit !== undefined && (baseOf(unit) !== undefined || looksLikeLoad(unit));
  if (loadUnit) {
    const what = `its unit is that of a load, which ${JSON.stringify(name)} is not`;
    return [fault([...path, 'unit'], what, { next: WRITE_LOAD })];
  }
  if (unit !== undefined || !looksLikeLoad(name)) return [];
  const what = `${JSON.stringify(name)} may mean the load, in no unit that is known`;
  return [{ ...fault(path, what, { next: WRITE_LOAD }), atKey: true }];
}

function oneWay(quantity: QuantityGrowth, path: Path): Finding[] {
  const said = WAYS.filter((way) => quantity[way] !== undefined);
  if (said.length === 1) return [];
  const next = 'write rate (15%/month), milestones (+3mo: 250K) or history (a CSV file)';
  const what = said.length === 0 ? 'nothing says how it grows' : `it grows in one way, not by ${said.join(' and ')}`;
  return [{ ...fault(path, what, { next }), atKey: true }];
}

/** Where growth begins: at `now`, at what the tier states, or at one time today's amount. */
function hasBase(name: string, { now, since, rate, milestones, history }: QuantityGrowth, path: Path): Finding[] {
  const findings: Finding[] = [];
  if (now === undefined && milestones)
    findings.push(fault(path, '`now` is missing, from which the milestones lead on', { next: 'write now: 100K' }));
  if (now === undefined && rate && secondsCounted(name) !== undefined)
    findings.push(
      fault(path, '`now` is missing, which the rate multiplies', {
        next: 'write now: 100K, or grow `requests`, which begins at the rate of the tier',
      }),
    );
  if (now === undefined && since !== undefined)
    findings.push(
      fault([...path, 'since'], '`since` is the day of `now`, which is missing', { next: 'write now: 100' }),
    );
  if (now !== undefined && history !== undefined)
    findings.push(
      fault([...path, 'now'], '`now` has no place beside `history`, which tells it', { next: 'take it out' }),
    );
  if (now === 0 && rate)
    findings.push(fault([...path, 'now'], 'nothing grows by a rate from 0', { next: 'write milestones' }));
  return findings;
}

function milestonesFit({ milestones, since }: QuantityGrowth, path: Path): Finding[] {
  if (!milestones) return [];
  const dues = Object.keys(milestones);
  if (dues.length === 0) return [fault([...path, 'milestones'], 'there is no milestone', { next: 'write +3mo: 250K' })];
  const start = since === undefined ? undefined : parseDay(since);
  return dues.flatMap((due, index) => {
    const at = [...path, 'milestones', due];
    const months = dueMonths(due);
    const twin = dues
      .slice(0, index)
      .find((other) => other === due || (months !== undefined && dueMonths(other) === months));
    if (twin !== undefined) return [{ ...fault(at, `${twin} and ${due} are the same time`), atKey: true }];
    const day = months === undefined ? parseDay(due) : undefined;
    if (day === undefined || start === undefined || day > start) return [];
    return [{ ...fault(at, `${due} is not after ${since}, the day of \`now\``), atKey: true }];
  });
}

/** What the service carries is measured, and growth without an amount cannot be held against one. */
function limitFits(name: string, { limit, now, history }: QuantityGrowth, path: Path): Finding[] {
  if (limit === undefined) return [];
  if (baseOf(name) === 'requests')
    return [
      fault([...path, 'limit'], 'the limit of requests is what is measured', {
        next: 'take it out: `loadkit capacity` finds it',
      }),
    ];
  if (now !== undefined || history !== undefined || baseOf(name) !== undefined) return [];
  return [
    fault([...path, 'limit'], '`limit` says how much there may be, and nothing how much there is', {
      next: 'write now: 1.2',
    }),
  ];
}

function idleFields(name: string, { peak, unit }: QuantityGrowth, path: Path): Finding[] {
  const findings: Finding[] = [];
  const base = baseOf(name);
  if (peak !== undefined && secondsCounted(name) === undefined)
    findings.push(warning([...path, 'peak'], '`peak` has no effect: it turns requests counted by a time into a rate'));
  if (unit !== undefined && base !== undefined)
    findings.push(warning([...path, 'unit'], `\`unit\` has no effect: ${JSON.stringify(name)} says it`));
  return findings;
}
