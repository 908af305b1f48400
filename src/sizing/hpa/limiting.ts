import type { Figure } from '../../result/figure.ts';
import { formatNumber, formatRate } from '../../units/format.ts';
import type { Known } from './sheet.ts';

/** What a deployment can run out of. */
export const RESOURCES = ['cpu', 'memory', 'disk', 'network', 'pool'] as const;
export type Resource = (typeof RESOURCES)[number];

/** How much of a resource the highest load took. */
export interface ResourceUse {
  /** Utilisation at that load, a ratio: measured. null: nobody watched it. */
  readonly utilisation: Known | null;
  /** The utilisation up to which it may be used: 0.7. */
  readonly ceiling: Known;
  /** Whether every replica has its own (CPU of a pod), or all use one (a database's disk or pool). */
  readonly owner: 'replica' | 'shared';
}

/** What gives way first, and what to do about it. */
export interface LimitingAdvice {
  readonly figures: readonly Figure[];
  /** null: nothing was watched. */
  readonly resource: Resource | null;
  readonly direction: 'horizontal' | 'vertical' | null;
  readonly sentences: readonly string[];
  /** The last of them without what is bound: what to add, whether or not it binds yet. Empty without a resource. */
  readonly remedy: string;
  readonly caveats: readonly string[];
}

export const RESOURCE_NAMES: Readonly<Record<Resource, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  disk: 'disk',
  network: 'network',
  pool: 'connection pool',
};

/**
 * The sizing guide, "Vertical Scaling": what is bound, and what is increased then, of one and of each. The pool is
 * ours.
 */
const VERTICAL: Readonly<Record<Resource, Readonly<Record<ResourceUse['owner'], string>>>> = {
  cpu: { shared: 'increase CPU cores', replica: 'increase CPU cores of each' },
  memory: { shared: 'increase RAM', replica: 'increase RAM of each' },
  disk: { shared: 'increase storage, or make it faster', replica: 'increase storage of each, or make it faster' },
  network: { shared: 'upgrade network bandwidth', replica: 'upgrade network bandwidth of each' },
  pool: {
    shared: 'enlarge the pool as far as the database takes connections, or shorten its queries',
    replica: 'enlarge each pool as far as the database takes connections, or shorten the queries',
  },
};

const MEASURE: Readonly<Record<Resource, string>> = {
  cpu: 'CPU utilisation',
  memory: 'memory',
  disk: 'disk utilisation',
  network: 'network throughput against its bandwidth',
  pool: 'the share of the pool in use',
};

/**
 * Which resource reaches its ceiling first as the load rises, by the utilisation law U = λD (utilisation rises in
 * proportion to the rate; memory does not quite, having a base: then the true rate is higher). A resource that every
 * replica brings along is added by more replicas (horizontal), one that all share only by more of it (vertical).
 * Source: D. Menascé et al., "Performance by Design", 3.2; advice by resource: the sizing guide.
 */
export function limitingAdvice(
  rate: Known,
  uses: Readonly<Record<Resource, ResourceUse>>,
  prefix = '',
): LimitingAdvice {
  const watched = RESOURCES.flatMap((resource) => {
    const { utilisation, ceiling, owner } = uses[resource];
    if (!utilisation || !(utilisation.value > 0)) return [];
    const figure: Known = {
      id: `${prefix}${resource}_reaches_ceiling`,
      says: `rate at which the ${RESOURCE_NAMES[resource]} is used up to its ceiling`,
      value: (rate.value * ceiling.value) / utilisation.value,
      lower: reachedAt(rate, ceiling, utilisation.upper),
      upper: reachedAt(rate, ceiling, utilisation.lower),
      unit: 'requests/s',
      expression: `${rate.id} * ${ceiling.id} / ${utilisation.id}`,
      basis: ceiling.value > 2 * utilisation.value ? 'projected' : 'computed',
      note: ceiling.value > 2 * utilisation.value ? 'more than twice the load that was measured' : null,
    };
    return [{ resource, figure, owner, utilisation, ceiling }];
  });
  const unwatched = RESOURCES.filter((resource) => uses[resource].utilisation === null);
  const caveats = unwatched.map((resource) => `${MEASURE[resource]} was not watched: it may give way first`);
  const first = [...watched].sort((a, b) => a.figure.value - b.figure.value)[0];
  const figures = watched.map(({ figure }) => figure);
  if (!first) return { figures, resource: null, direction: null, sentences: [], remedy: '', caveats };
  const { resource, figure, owner, utilisation, ceiling } = first;
  const used = `At ${formatRate(rate.value)} ${formatNumber(utilisation.value * 100, 3)} % of the ${RESOURCE_NAMES[resource]} was used`;
  const reached = `it reaches ${formatNumber(ceiling.value * 100, 3)} % at ${formatRate(figure.value)}, the first to do so`;
  const remedy =
    owner === 'replica'
      ? `Every replica brings its own: add replicas (horizontal), or ${VERTICAL[resource].replica} (vertical).`
      : `All replicas share it, more of them would not help: ${VERTICAL[resource].shared} (vertical).`;
  return {
    figures,
    resource,
    direction: owner === 'replica' ? 'horizontal' : 'vertical',
    sentences: [`${used}; ${reached}.`, `It is bound by the ${RESOURCE_NAMES[resource]}. ${remedy}`],
    remedy,
    caveats,
  };
}

function reachedAt(rate: Known, ceiling: Known, utilisation: number | null): number | null {
  return utilisation !== null && utilisation > 0 ? (rate.value * ceiling.value) / utilisation : null;
}
