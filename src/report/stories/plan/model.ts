import type { CapacityPlan, PlannedTier, Sizing } from '../../../result/capacity-plan.ts';
import type { Figure } from '../../../result/figure.ts';
import { planVerdict, unmetIn, usedIn } from '../../../sizing/verdict/plan-verdict.ts';
import { formatDate, formatNumber } from '../../../units/format.ts';
import { columnsOf, type Facts, type Step, type Table, type Verdicts } from '../../blocks.ts';
import type { Sign } from '../../symbols.ts';
import { capital } from '../../words.ts';
import { fewOf } from '../capacity/sentences.ts';
import { arithmetic, workedOut } from './arithmetic.ts';
import { carriedBars } from './bars.ts';
import { demandTable } from './demands.ts';
import { type GrowthTable, growthTables } from './growth.ts';
import { Figures } from './quantity.ts';

/** A capacity plan in words. */
export interface PlanReport {
  readonly title: string;
  readonly date: string;
  readonly headline: string;
  readonly detail: string;
  readonly sign: Sign;
  readonly word: string;
  readonly facts: Facts;
  /** One for each tier: whether it is carried, and why. */
  readonly tiers: Verdicts;
  readonly carried: Table;
  readonly resources: Table;
  /** Whether a figure lies beyond what was measured. */
  readonly projects: boolean;
  readonly checks: Table;
  /** What a request takes, and where that comes from. */
  readonly demands: Table;
  readonly growth: readonly GrowthTable[];
  /** The autoscaler: findings and doubts; null: nobody asked. */
  readonly hpa: {
    readonly title: string;
    readonly says: readonly string[];
    readonly caveats: readonly string[];
  } | null;
  readonly advice: readonly Step[];
  readonly confirm: readonly string[];
  /** What must be stated for more to be said; and what was assumed instead of being stated. */
  readonly unknown: readonly string[];
  readonly assumed: readonly string[];
  readonly caveats: readonly string[];
  readonly runs: Table;
  /** Runs that the plan does not rest on, and why not. */
  readonly refused: readonly string[];
  readonly figures: readonly FigureText[];
}

/** A figure: what it is, its value, its basis, its arithmetic (empty: it has none). */
export interface FigureText {
  readonly says: string;
  readonly value: string;
  readonly basis: string;
  readonly worked: string;
}

export const PROJECTED_NOTE = '~ projected: beyond what was measured; confirm it before relying on it.';

/** The plan in words. Pure: every number in it is a figure of the plan. */
export function planReport(plan: CapacityPlan): PlanReport {
  const figures = new Figures(plan);
  const sums = planVerdict(plan);
  return {
    title: 'Capacity plan',
    date: formatDate(plan.madeAt),
    headline: headline(plan),
    detail: [rests(plan), limits(plan)].filter(Boolean).join(' '),
    sign: sums.verdict,
    word: sums.word,
    facts: factsOf(plan, figures),
    tiers: tierVerdicts(plan),
    carried: carriedTable(plan, figures),
    resources: resourceTable(plan, figures),
    projects: plan.figures.some(({ basis }) => basis === 'projected'),
    checks: checkTable(plan, figures),
    demands: demandTable(plan, figures),
    growth: growthTables(plan, figures),
    hpa: plan.hpa && {
      title: `A Kubernetes autoscaler at ${plan.hpa.tier}`,
      says: plan.hpa.says,
      caveats: plan.hpa.caveats,
    },
    advice: plan.advice.map(({ text, figures: ids }) => ({
      text: capital(text),
      arithmetic: ids.map((id) => shown(id, figures)).filter((line) => line !== undefined),
    })),
    confirm: plan.tiers.flatMap(({ name, confirm }) => confirm.map((text) => `${name}: ${text}`)),
    unknown: plan.asked.filter(({ assumed }) => assumed === null).map(({ key, says }) => `${key}: ${says}`),
    assumed: plan.asked.flatMap(({ key, says, assumed }) => {
      const figure = figures.get(assumed);
      return figure ? [`${figure.says}: ${figures.text(assumed)} (${key}; ${says})`] : [];
    }),
    caveats: plan.caveats,
    runs: runTable(plan),
    refused: plan.runs.flatMap(({ run, kind, refused }) => (kind ? [] : [`run ${run} not used: ${refused ?? ''}`])),
    figures: plan.figures.map((figure) => figureText(figure, figures)),
  };
}

/** Longer arithmetic is no reading matter: that of a fitted curve. It stands among the figures. */
const LONGEST_ARITHMETIC = 240;

function shown(id: string, figures: Figures): string | undefined {
  const line = arithmetic(id, figures);
  if (!line || line.length <= LONGEST_ARITHMETIC) return line;
  return `${figures.get(id)?.says}: ${figures.text(id)} (figure ${id} of plan.json)`;
}

/** For each tier: whether its stated deployment carries its peak. */
function tierVerdicts(plan: CapacityPlan): Verdicts {
  const bars = carriedBars(plan);
  return {
    labels: {
      name: 'Tier',
      question: 'Does the stated deployment carry its peak?',
      bar: 'Carried, and the peak (line)',
    },
    rows: plan.tiers.map((tier, i) => ({ name: tier.name, ...markOfTier(tier), says: tier.says, bar: bars[i]! })),
  };
}

/** A tier's answer as a sign and a word. */
function markOfTier({ carries, basis }: PlannedTier): { readonly sign: Sign; readonly word: string } {
  if (carries === 'yes') return { sign: 'met', word: basis === 'replicated' ? 'carries, by replication' : 'carries' };
  if (carries === 'tight') return { sign: 'degraded', word: 'little headroom' };
  if (carries === 'no') return { sign: 'critical', word: 'does not carry' };
  if (basis === 'projected') return { sign: 'inconclusive', word: 'projected' };
  return basis === 'none' ? { sign: 'no-data', word: 'not measured' } : { sign: 'inconclusive', word: 'not shown' };
}

/** What was left out, and what is above what is carried today, stand beside what is carried. */
function headline(plan: CapacityPlan): string {
  const unmet = unmetIn(plan);
  const beside = [
    ...plan.exceeded.map(({ says }) => says),
    ...(unmet.length > 0 ? [`not shown to meet what is required as well: ${fewOf(unmet)}`] : []),
  ];
  return [carriedHeadline(plan), ...beside].join('; ');
}

function carriedHeadline({ tiers }: CapacityPlan): string {
  const named = (all: readonly PlannedTier[]) => listed(all.map(({ name }) => name));
  const of = (...carries: PlannedTier['carries'][]) => tiers.filter((tier) => carries.includes(tier.carries));
  const [good, tight, short, open] = [of('yes'), of('tight'), of('no'), of('unclear')];
  if (good.length + tight.length + short.length === 0) return 'No deployment was shown to carry its load';
  const said = [
    { of: good, one: 'carries its load as stated', all: 'carry their load as stated' },
    { of: tight, one: 'carries its load with little to spare', all: 'carry their load with little to spare' },
    { of: short, one: 'does not carry its load', all: 'do not carry their load' },
    { of: open, one: 'is not shown to', all: 'are not shown to' },
  ].filter(({ of: some }) => some.length > 0);
  return capital(said.map(({ of: some, one, all }) => `${named(some)} ${some.length === 1 ? one : all}`).join('; '));
}

function rests({ runs, tiers, balancing }: CapacityPlan): string {
  const used = usedIn({ runs });
  if (used.length === 0 && tiers.some(({ basis }) => basis === 'measured'))
    return 'No run shows a load that is carried: how much to deploy rests on what the project states. Run: loadkit capacity.';
  if (used.length === 0)
    return 'Nothing was measured: what follows rests on what the project states. Run: loadkit capacity.';
  const names = used.map(({ run, tier }) => (tier === null ? run : `${run} (${tier})`));
  const lines = balancing === 'separate' ? 'each replica has a line of its own' : 'all replicas share one line';
  return `It rests on ${listed(names)}, and on the assumption that ${lines}.`;
}

/** `At large the connection pool is the first to reach its limit: …` */
function limits({ limit }: CapacityPlan): string {
  return limit && limit.resource !== null ? `${capital(limit.says)}.` : '';
}

function factsOf({ madeAt, loadkit, horizon }: CapacityPlan, figures: Figures): [string, string][] {
  return [
    ['Date', formatDate(madeAt)],
    ['loadkit', loadkit],
    ['Headroom', figures.text('headroom')],
    ['Failures', figures.text('failures')],
    ['Peak over mean', figures.text('peak_over_mean')],
    ['Horizon', `${formatNumber(horizon)} months`],
  ];
}

function carriedTable({ tiers }: CapacityPlan, figures: Figures): Table {
  return {
    columns: columnsOf(['Tier', 'Peak', 'Carried', 'Headroom', 'Stated', 'Minimum', 'Recommended', 'One line']),
    rows: tiers.map(({ name, peak, carried, headroom, stated, minimum, recommended, pooled }) => [
      name,
      figures.rate(peak),
      carried === null ? '–' : `≥ ${figures.rate(carried)}`,
      figures.text(headroom),
      deployment(stated, figures),
      figures.count(minimum.replicas),
      figures.count(recommended.replicas),
      figures.count(pooled),
    ]),
  };
}

/** `3 × (2 cores, 4 GB)` */
function deployment({ replicas, cpu, memory }: Sizing, figures: Figures): string {
  if (figures.value(replicas) === null) return '–';
  const size = [cpu, memory].flatMap((one) => figures.plain(one) ?? []);
  return size.length === 0 ? figures.count(replicas) : `${figures.count(replicas)} × (${size.join(', ')})`;
}

function resourceTable({ tiers }: CapacityPlan, figures: Figures): Table {
  const gpus = tiers.some(({ recommended }) => recommended.gpus !== null);
  return {
    columns: columnsOf([
      'Tier',
      'Replicas',
      'Cores',
      'Memory',
      'Pool + overflow',
      'Workers',
      ...(gpus ? ['GPUs'] : []),
    ]),
    rows: tiers.map(({ name, recommended: it, stated }) => {
      const each = figures.value(it.workerMemory) === null ? '' : ` × ${figures.text(it.workerMemory)}`;
      return [
        name,
        deployment(it, figures),
        figures.count(it.cores),
        figures.text(it.totalMemory),
        poolText(it, stated, figures),
        `${figures.count(it.workers)}${each}`,
        ...(gpus ? [figures.count(it.gpus)] : []),
      ];
    }),
  };
}

/** `50 + 25`; `16 × (5 + 10)` of so many pools; `130 in all` where nobody says whose they are. */
function poolText({ pool, overflow, pools, connections }: Sizing, stated: Sizing, figures: Figures): string {
  const more = figures.value(overflow) === null ? '' : ` + ${figures.count(overflow)}`;
  const each = `${figures.count(pool)}${more}`;
  if (figures.value(pools) !== null) return `${figures.count(pools)} × ${more ? `(${each})` : each}`;
  return figures.value(pool) !== null && connections === null && pool !== stated.pool ? `${each} in all` : each;
}

function checkTable({ tiers }: CapacityPlan, figures: Figures): Table {
  return {
    columns: columnsOf(['Tier', 'Resource', 'At the peak', 'Stated', 'In use', 'Fits'], { Resource: 'text' }),
    rows: tiers.flatMap(({ name, checks }) =>
      checks.map(({ resource, needed, stated, use, fits }) => [
        name,
        resource,
        figures.text(needed),
        figures.text(stated),
        figures.text(use),
        fits === null ? '–' : fits ? 'yes' : 'no',
      ]),
    ),
  };
}

const KINDS = { capacity: 'capacity search', steps: 'steps of a stress run', held: 'one load that was held' } as const;

function runTable({ runs }: CapacityPlan): Table {
  return {
    columns: columnsOf(['Run', 'Tier', 'What it shows'], { Tier: 'text', 'What it shows': 'text' }),
    rows: runs.map(({ run, tier, kind, refused }) => [run, tier ?? '–', kind ? KINDS[kind] : `not used: ${refused}`]),
  };
}

function figureText({ id, says, basis, note }: Figure, figures: Figures): FigureText {
  const range = figures.range(id);
  return {
    says,
    value: `${figures.text(id)}${range === undefined ? '' : ` (${range})`}`,
    basis,
    worked: workedOut(id, figures) ?? note ?? '',
  };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
