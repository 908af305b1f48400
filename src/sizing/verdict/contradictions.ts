import { formatNumber, formatRate, formatRatio, formatSeconds } from '../../units/format.ts';
import type { Sized } from '../sized.ts';

/** What the tiers state against their order, and against what was measured of them. */
export function contradictions(sized: readonly Sized[]): string[] {
  return [...sized.flatMap((one, index) => againstOrder(one, sized[index - 1])), ...sized.flatMap(againstMeasured)];
}

function againstOrder(one: Sized, before: Sized | undefined): string[] {
  if (!before) return [];
  const { ledger } = one;
  const falls = (mine: string | null, its: string | null) => {
    const [a, b] = [ledger.value(mine), ledger.value(its)];
    return a !== null && b !== null && a < b;
  };
  const names = `${one.tier.name} comes after ${before.tier.name}`;
  const said = [
    falls(`${one.id}_rate`, `${before.id}_rate`) ? `${names} and states a lower rate` : '',
    falls(one.stated.cores, before.stated.cores) ? `${names} and states fewer cores` : '',
    falls(one.stated.totalMemory, before.stated.totalMemory) ? `${names} and states less memory` : '',
    one.tier.database?.of === before.tier.database?.of && falls(one.stated.pool, before.stated.pool)
      ? `${names} and states a smaller pool`
      : '',
    one.own && before.own && falls(`${one.unit!.at}_promised`, `${before.unit!.at}_promised`)
      ? `${names} and was measured to carry less`
      : '',
  ];
  return said
    .filter(Boolean)
    .map((text) => `${text}: check the two; what is recommended does not fall from tier to tier`);
}

/** What a request is stated to take, against the rate that was measured: more than there is cannot have been in use. */
function againstMeasured({ ledger, own, unit, tier, stated }: Sized): string[] {
  if (!own || unit === null) return [];
  const of = (id: string | null) => ledger.value(id);
  const carried = of(`${unit.at}_promised`)!;
  const held = `${tier.name} was measured at ${formatRate(carried)}`;
  const exceeds = (needed: number | null, has: number | null) => needed !== null && has !== null && needed > has;
  const times = (each: number | null) => (each === null ? null : carried * each);
  const [cpu, database, response] = [of('cpu_time'), of('database_time'), of(`${unit.at}_response`)];
  const measuredCores = product(of(`${unit.at}_replicas`), of(`${unit.at}_replica_cpu`));
  // Of a pool of each process or replica as many were there as the tier states, where it states as many as were
  // measured.
  const whole = tier.database?.of === 'deployment' || of(`${unit.at}_replicas`) === of(stated.replicas);
  const connections = whole ? of(stated.connections) : null;
  const known = ledger.has(`${unit.at}_response`) && ledger.get(`${unit.at}_response`).basis === 'measured';
  const named = (id: string, key: string) =>
    ledger.get(id).basis === 'measured' ? `${ledger.get(id).says} as measured` : key;
  const said = [
    exceeds(times(cpu), measuredCores)
      ? `${held} on ${formatNumber(measuredCores)} core${measuredCores === 1 ? '' : 's'}, and ${named('cpu_time', 'plan.cpu.time')} would keep ${formatNumber(times(cpu))} busy then`
      : '',
    exceeds(times(database), connections)
      ? `${held} with ${formatNumber(connections)} connections at most, and ${named('database_time', 'plan.database.time')} would hold ${formatNumber(times(database))} then`
      : '',
    known && exceeds(database, response)
      ? `a request took ${formatSeconds(response)} at ${tier.name}, and ${named('database_time', 'plan.database.time')} alone is ${formatSeconds(database)}`
      : '',
    ...memory(unit.at, of, carried, held, response),
  ];
  return said.filter(Boolean).map((text) => `${text}: what is stated and what was measured contradict each other`);
}

function memory(
  at: string,
  of: (id: string) => number | null,
  carried: number,
  held: string,
  response: number | null,
): string[] {
  const [base, each, has, replicas] = [
    of('memory_base'),
    of('memory_per_request'),
    of(`${at}_replica_memory`),
    of(`${at}_replicas`),
  ];
  if (base === null || each === null || has === null || replicas === null || response === null) return [];
  const needed = ((carried * response) / replicas) * each + base;
  if (needed <= has) return [];
  return [`${held}, and plan.memory would take ${formatRatio(needed / has)} of a replica's memory then`];
}

function product(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a * b;
}
