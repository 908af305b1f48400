import type { GrowthSection } from '../../config/growth/section.ts';
import type { Tier } from '../../config/tier.ts';
import { crossingWords } from '../../growth/crossing-words.ts';
import type { Demand } from '../../growth/demand.ts';
import { growthDemands } from '../../growth/demands.ts';
import { type CapacityLevel, crossing, demandFigures, monthId } from '../../growth/figures.ts';
import type { CapacityPlan, PlannedGrowth } from '../../result/capacity-plan.ts';
import type { Figure } from '../../result/figure.ts';
import { formatNumber } from '../../units/format.ts';
import { dayAfter, parseDay } from '../../units/months.ts';
import { carryingFor, withSpare } from '../deployment/replicas.ts';
import type { Ledger } from '../ledger.ts';
import { isProjected, type MeasuredUnit } from '../measured/measured-unit.ts';
import { NOTHING } from '../stated.ts';
import { gpuHoursUntimed, gpusIn } from './gpu-hours.ts';
import { enterRoom } from './room.ts';

/** What growth is computed from: what the project says of it, and the day of the plan. */
export interface GrowthInput {
  readonly section: GrowthSection;
  readonly histories: ReadonlyMap<string, string>;
  /** `2026-01-23` */
  readonly today: string;
  /** Months. */
  readonly horizon: number;
  /** Peak over mean, where it was said. */
  readonly peak: number | null;
}

/** A tier as growth sees it: the ids of its load, of what it carries, and the unit of which it is made. */
export interface Growing {
  readonly tier: Tier;
  readonly id: string;
  readonly unit: MeasuredUnit | null;
  readonly carried: string | null;
}

type Balancing = CapacityPlan['balancing'];

/** The growth of each tier's load, and of every quantity that has a beginning of its own. */
export function growthOf(
  ledger: Ledger,
  tiers: readonly Growing[],
  input: GrowthInput,
  balancing: Balancing,
): PlannedGrowth[] {
  const { section, horizon, ...context } = input;
  const demands = (of: { requests: Known | null; users: Known | null; each: Known | null; prefix: string }) =>
    growthDemands(section, { ...context, horizon, ...of });
  const largest = tiers.findLast(({ unit }) => unit !== null);
  const service = demands({ requests: null, users: null, each: null, prefix: '' });
  const ofService = service.all.flatMap((demand) => {
    const isLoad = service.requests !== null && demand.quantity === service.requests.quantity;
    const plain = entry(ledger, demand, null, input);
    const rooms = plain.crossing ? [] : roomEntries(ledger, demand, plain, tiers, input);
    if (rooms.length > 0) return rooms;
    const entries = [plain];
    if (isLoad && largest?.unit) {
      const rate = entry(ledger, service.requests!, null, input);
      const growing = { ...largest, carried: `${largest.unit.at}_promised` };
      entries.push(loadEntry(ledger, service.requests!, rate, growing, input, balancing));
    }
    return isLoad && demand === service.requests ? entries.slice(1) : entries;
  });
  const ofTiers = tiers.flatMap((tier) => {
    const { id, unit } = tier;
    const requests = known(ledger.get(`${id}_peak`));
    const users = known(ledger.get(`${id}_sessions`));
    const each = unit && ledger.value(`${unit.at}_each`) !== null ? known(ledger.get(`${unit.at}_each`)) : null;
    const { all, requests: load, ...grown } = demands({ requests, users, each, prefix: `${id}_` });
    // What growing users send was said of no quantity of its own.
    const said = load === null || all.includes(load) ? all : [...all, load];
    return said
      .filter(({ inputs }) => inputs.some(({ id: input }) => input === requests.id || input === users.id))
      .map((demand) => {
        const plain = entry(ledger, demand, tier.tier.name, input);
        if (demand === load) return loadEntry(ledger, demand, plain, tier, input, balancing);
        if (demand !== grown.users || grown.usersLoad === null) return plain;
        return { ...plain, rows: carriedRows(ledger, grown.usersLoad, plain.rows, tier, balancing) };
      });
  });
  return [...ofTiers, ...ofService];
}

type Known = Figure & { readonly value: number };

/** A tier's load is a product of stated numbers: it has a value. */
function known(figure: Figure): Known {
  return { ...figure, value: figure.value ?? 0 };
}

/** Of what is no load: when it reaches the limit that was stated. */
function entry(ledger: Ledger, demand: Demand, tier: string | null, input: GrowthInput): PlannedGrowth {
  enterDemand(ledger, demand);
  const { quantity, unit, kind, basis, caveats, points } = demand;
  const rows = points.map(({ month }) => {
    const at = monthId(demand, month);
    return { month, demand: at, rate: null, replicas: null, gpus: gpusIn(ledger, at, demand) };
  });
  const limit = input.section[quantity]?.limit;
  const crossing = limit === undefined ? null : limited(ledger, demand, limit, input);
  return { quantity, tier, unit, kind, basis, rows, crossing, caveats: [...caveats, ...gpuHoursUntimed(demand)] };
}

function enterDemand(ledger: Ledger, demand: Demand): void {
  for (const figure of demandFigures(demand)) if (!ledger.has(figure.id)) ledger.add(figure);
}

/** Of a load also the replicas for its upper end, with headroom and failures, and when it reaches what is carried. */
function loadEntry(
  ledger: Ledger,
  demand: Demand,
  plain: PlannedGrowth,
  growing: Growing,
  input: GrowthInput,
  balancing: Balancing,
): PlannedGrowth {
  const rows = carriedRows(ledger, demand, plain.rows, growing, balancing);
  const { carried } = growing;
  const level = carried === null ? null : { id: carried, value: ledger.value(carried) };
  const said = (amount: string) =>
    growing.unit?.evidence.upper === null
      ? `the ${amount} requests/s that held (no limit: measure above it first)`
      : `the ${amount} requests/s that are carried`;
  const crossing = level?.value == null ? null : crossed(ledger, demand, { ...level, value: level.value }, said, input);
  return { ...plain, rows, crossing };
}

/** Of what fills the storage or the disk of tiers, when it fills that of each; none where no tier states it. */
function roomEntries(
  ledger: Ledger,
  demand: Demand,
  plain: PlannedGrowth,
  tiers: readonly Growing[],
  input: GrowthInput,
): PlannedGrowth[] {
  return tiers.flatMap(({ tier, id }) => {
    const room = enterRoom(ledger, demand, tier, id);
    if (room === null) return [];
    const level = { id: room, value: ledger.value(room)! };
    const said = (amount: string) => `the ${amount} ${demand.unit} that ${tier.name} states for it`;
    return [{ ...plain, tier: tier.name, crossing: crossed(ledger, demand, level, said, input) }];
  });
}

function limited(ledger: Ledger, demand: Demand, value: number, input: GrowthInput): PlannedGrowth['crossing'] {
  const { quantity, unit } = demand;
  const id = `${demand.id}_limit`;
  if (!ledger.has(id)) ledger.input(id, 'stated', { value }, { says: `limit of ${quantity}`, unit });
  const said = (amount: string) => `the limit of ${amount} ${unit}`;
  return crossed(ledger, demand, { id, value }, said, input);
}

/**
 * Rows with the load that they are, and the replicas for it. What users send may be the load of another table already.
 */
function carriedRows(
  ledger: Ledger,
  load: Demand,
  rows: PlannedGrowth['rows'],
  growing: Growing,
  balancing: Balancing,
): PlannedGrowth['rows'] {
  enterDemand(ledger, load);
  return rows.map((row) => {
    const rate = monthId(load, row.month);
    return { ...row, rate, replicas: replicasIn(ledger, rate, growing, balancing) };
  });
}

function replicasIn(ledger: Ledger, month: string, { unit }: Growing, balancing: Balancing): string | null {
  if (!unit) return null;
  if (ledger.has(`${month}_planned`)) return ledger.has(`${month}_with_spare`) ? `${month}_with_spare` : null;
  const most = ledger.has(`${month}_p95`) ? `${month}_p95` : month;
  const { says } = ledger.get(month);
  const load = ledger.computed(
    `${month}_planned`,
    { says: `${says}, with headroom`, unit: 'requests/s' },
    `${most} * (1 + headroom)`,
    (n) => n[most]! * (1 + n['headroom']!),
  );
  const about = { at: month, where: `for ${says}`, projected: isProjected(ledger, unit, load) };
  const { carrying } = carryingFor({ ledger, unit, stated: NOTHING, smaller: [], balancing }, { load, ...about });
  return carrying && withSpare(ledger, about, carrying);
}

function crossed(
  ledger: Ledger,
  demand: Demand,
  level: CapacityLevel,
  said: (amount: string) => string,
  { today }: GrowthInput,
): NonNullable<PlannedGrowth['crossing']> {
  const found = crossing(demand, level);
  const { month, figures } = found;
  for (const figure of figures) ledger.add(figure);
  const says = crossingWords(demand, found, said(formatNumber(level.value)), today);
  if (month === null) return { capacity: level.id, month: null, date: null, says };
  return { capacity: level.id, month: figures[0]!.id, date: dayAfter(parseDay(today)!, month), says };
}
