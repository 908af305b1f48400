import { OF_LIMIT, type StabilityFigure, type StabilityFinding, type StabilityVerdict } from '../result/stability.ts';
import { formatNumber, formatRate, formatRatio } from '../units/format.ts';
import { stabilityFigure, stabilityFinding } from './finding.ts';
import { isStrained, type LoadLevel, levelText } from './load-levels.ts';
import type { RunCourse } from './run-course.ts';
import { bareName, type ResourceKind, was } from './use/resources.ts';
import { type LoadInterval, loadAtShare, type Utilisation, usedAt } from './use/utilisation.ts';

/** A load so far beyond the highest that was tried is not stated. */
const MOST_BEYOND = 2;
/** Other resources that a sentence has room for. */
const MOST_OTHERS = 2;
const MOST_NEAR = 4;
/** What is hardly used is no news beside what gave way. */
const LEAST_TOLD = 0.05;
const USUAL: Readonly<Partial<Record<ResourceKind, string>>> = {
  cpu: 'CPU',
  memory: 'memory',
  pool: 'connection pools',
  disk: 'disk',
};

/** What gave way, of the resources that were watched. */
interface Watching {
  readonly levels: readonly LoadLevel[];
  readonly uses: readonly Utilisation[];
  /** The resource that gave way first; undefined: none can be named. */
  readonly first: Utilisation | undefined;
  /** Those that gave way at a load that cannot be told from the first one's. */
  readonly together: readonly Utilisation[];
}

/**
 * Which of the resources gave way first: of those that were full, the one that by the utilisation law reaches its
 * ceiling under the least load. What is full earlier than its law says is full because a queue elsewhere holds its
 * places, and is not named. What more was done than its law allows (a disk that serves several at once, and is busy all the
 * time) is named only where nothing else is. Source: the asymptotic bounds of P. J. Denning and J. P. Buzen, ACM Computing Surveys 10
 * (1978): throughput is at most 1/D of the resource with the largest demand D.
 */
function watching({ levels, uses }: RunCourse): Watching {
  const suspects = uses.filter((use) => use.full && !use.always && !use.heldLonger && !use.byOthers);
  const surely = suspects.filter(({ outdone }) => !outdone);
  const full = (surely.length > 0 ? surely : suspects)
    .map((use) => ({ use, at: orderOf(use, levels) }))
    .sort((a, b) => startOf(a.at) - startOf(b.at));
  const [first, ...others] = full;
  const together = first
    ? others.filter(({ at }) => at.lower === null || first.at.upper === null || at.lower <= first.at.upper)
    : [];
  // Of what gave way together none was the first.
  return { levels, uses, first: first?.use, together: together.map(({ use }) => use) };
}

function startOf({ value, lower, upper }: LoadInterval): number {
  return value ?? upper ?? lower ?? 0;
}

/** The load at which a full resource reached its ceiling, by the law: in which order they did. */
function orderOf(use: Utilisation, levels: readonly LoadLevel[]): LoadInterval {
  const { seen, law, resource, outdone } = use;
  // Those who wait for a lock are no share of anything and follow no law: held all the time, it lets the most be done.
  if ((resource.kind === 'lock' || outdone) && seen.lower !== null) {
    const most = mostDone(levels);
    return { value: most, lower: Math.min(seen.lower, most), upper: most };
  }
  return resource.kind === 'lock' || outdone || !law ? seen : loadAtShare(use, 1);
}

/** The same as it is told: not below a load under which it was not full, nor above all that was done. */
function ceilingOf(use: Utilisation, levels: readonly LoadLevel[]): LoadInterval {
  const { value, lower, upper } = orderOf(use, levels);
  const least = use.seen.lower ?? 0;
  if (value === null) return use.seen;
  const told = Math.min(Math.max(least, mostDone(levels)), Math.max(least, value));
  return { value: told, lower: Math.min(told, lower ?? told), upper: Math.max(told, upper ?? told) };
}

function mostDone(levels: readonly LoadLevel[]): number {
  return Math.max(...levels.map(({ good }) => good));
}

/** What gave way first, and how near to its limit every resource came that was watched. Pure. */
export function givesWayJudge(course: RunCourse): StabilityFinding[] {
  const seen = watching(course);
  const { levels, uses } = seen;
  if (levels.length === 0) return [];
  const doubt = course.generatorDoubt;
  const strained = isStrained(levels);
  if (doubt !== undefined)
    return strained || uses.some(({ full }) => full)
      ? [unknown('whether the target or the generator gave way first cannot be told', [doubt])]
      : [];
  const findings = uses.map((use) => findingOf(use, seen));
  if (seen.first || course.rateLimited || !levels.some(({ overloaded }) => overloaded)) return findings;
  return [...findings, unknown(...nothingNamed(seen, course))];
}

function unknown(text: string, reasons: readonly string[]): StabilityFinding {
  return stabilityFinding({
    judge: 'gives-way',
    about: { series: 'service' },
    verdict: 'inconclusive',
    text,
    reasons: [...reasons],
  });
}

/** Why no resource is named although the service had too much to do. */
function nothingNamed({ levels, uses }: Watching, { monitors }: RunCourse): [string, string[]] {
  const over = levels.find(({ overloaded }) => overloaded)!;
  const at = `the service did not keep up ${levelText(over)}`;
  const unwatched = Object.entries(USUAL).flatMap(([kind, name]) =>
    uses.some(({ resource }) => resource.kind === kind) ? [] : [name],
  );
  const missing = unwatched.length > 0 ? [`not watched: ${unwatched.join(', ')}`] : [];
  if (monitors === 0) return [`${at}, and nothing watched the target: a monitor says what gives way`, []];
  const longer = uses.filter(({ heldLonger }) => heldLonger).map(({ resource }) => resource.name);
  if (longer.length > 0)
    return [
      `${at}: ${longer.join(' and ')} filled because each request held it longer; for what, nothing watched says`,
      missing,
    ];
  if (uses.length === 0) return [`${at}, and no monitor read how much of a resource was used`, missing];
  const near = uses
    .filter(({ most, always }) => most >= LEAST_TOLD && !always)
    .sort((a, b) => b.most - a.most)
    .slice(0, MOST_NEAR)
    .map((use) => `${bareName(use.resource)} ${formatRatio(use.most, 2)}`)
    .join(', ');
  return [`${at}, and nothing that was watched gave way${near === '' ? '' : ` (at most: ${near})`}`, missing];
}

function findingOf(use: Utilisation, seen: Watching): StabilityFinding {
  const { resource, law, levels, most } = use;
  const { series } = resource;
  const { monitor: _, ...labels } = series.tags;
  const isFirst = use === seen.first;
  const top = levels.at(-1)!;
  const at = use.full && !use.always ? ceilingOf(use, seen.levels) : stated(loadAtShare(use, 1), top.load);
  const highest = Math.max(...seen.levels.map(({ completed }) => completed));
  return stabilityFinding({
    judge: 'gives-way',
    about: { source: series.monitor, series: series.metric, labels },
    verdict: verdictOf(use, seen),
    estimate: stabilityFigure('load at its limit', 'requests/s', at.value, [at.lower, at.upper]),
    minimumDetectable: law
      ? stabilityFigure('share that the highest load must have taken', 'ratio', law.leastDemand * highest)
      : null,
    figures: [
      stabilityFigure('most used at any load', 'ratio', most),
      stabilityFigure('used at the highest load', 'ratio', top.used),
      stabilityFigure('headroom at the highest load', 'ratio', Math.max(0, 1 - top.used)),
      ...(law
        ? [stabilityFigure('taken by a request', 'seconds per request', law.demand, [law.lower, law.upper])]
        : []),
      ...(resource.size === undefined ? [] : [stabilityFigure('places', 'count', resource.size)]),
      ...(resource.limit === undefined ? [] : ofLimit(use, resource.limit, top.load)),
    ],
    curve: { x: 'requests/s', points: levels.map(({ load, used }) => [load, used]) },
    text: isFirst ? firstText(use, seen) : otherText(use, at),
    reasons: reasonsOf(use, seen.first === undefined && seen.levels.some(({ overloaded }) => overloaded)),
  });
}

function verdictOf(use: Utilisation, { first, together }: Watching): StabilityVerdict {
  if (use.always) return 'inconclusive';
  if (use === first) return together.length > 0 ? 'gave-way-together' : 'gave-way-first';
  if (together.includes(use)) return 'gave-way-together';
  if (use.outdone || use.byOthers) return 'inconclusive';
  if (use.full) return 'gave-way';
  return use.readAtTop ? 'held' : 'inconclusive';
}

/** The share at which an objective has it critical, and the load at which it is that. */
function ofLimit(use: Utilisation, limit: number, top: number): StabilityFigure[] {
  const { value, lower, upper } = stated(loadAtShare(use, limit), top);
  return [
    stabilityFigure(OF_LIMIT.share, 'ratio', limit),
    stabilityFigure(OF_LIMIT.load, 'requests/s', value, [lower, upper]),
  ];
}

/** What lies too far beyond what was tried is only known to lie beyond it. */
function stated(at: LoadInterval, top: number): LoadInterval {
  if (at.value === null || at.value <= MOST_BEYOND * top) return at;
  return { value: null, lower: Math.min(at.lower ?? top, MOST_BEYOND * top), upper: null };
}

/** `the connection pool (20 of 20) gave way first, at 310 requests/s; CPU was at 41 %` */
function firstText(use: Utilisation, { levels, uses, together }: Watching): string {
  const at = ceilingOf(use, levels);
  const load = loadText(at);
  const others = uses
    .filter((other) => other !== use && !together.includes(other) && other.most >= LEAST_TOLD)
    .sort((a, b) => Number(b.resource.kind === 'cpu') - Number(a.resource.kind === 'cpu') || b.most - a.most)
    .slice(0, MOST_OTHERS)
    .map(
      (other) =>
        `${bareName(other.resource)} ${was(other.resource)} at ${formatRatio(usedAt(other, at.value ?? at.upper ?? 0), 2)}`,
    );
  const tail = others.length > 0 ? `; ${others.join(', ')}` : '';
  if (together.length === 0) return `${use.resource.name} (${fullness(use)}) gave way first, ${load}${tail}`;
  const all = [use, ...together].map((one) => `${one.resource.name} (${fullness(one)})`);
  return `${all.join(' and ')} gave way at about the same load, ${load}${tail}`;
}

function otherText(use: Utilisation, at: LoadInterval): string {
  const { resource, full, always, most, heldLonger, levels } = use;
  const top = levels.at(-1)!;
  const filled = `${resource.name} ${was(resource)} full (${fullness(use)})`;
  if (always) return `${filled} at every load`;
  if (heldLonger)
    return `${filled} from ${formatRate(use.seen.upper)} on, because each request held it longer than under less load`;
  if (full) return `${filled} ${loadText(at)}`;
  const beyond = at.value === null ? '' : `; it would be full when ${formatRate(at.value)} are done`;
  return `${resource.name} ${was(resource)} at ${formatRatio(top.used, 2)} at ${formatRate(top.load)}, at most ${formatRatio(most, 2)}${beyond}`;
}

function reasonsOf({ law, always, outdone, byOthers, readAtTop, full }: Utilisation, unexplained: boolean): string[] {
  return [
    ...(always ? ['what is kept open, or used by others, looks like this as well as what is used'] : []),
    ...(outdone && !always
      ? ['far more was done than its use under less load allows: being busy all the time was not its limit']
      : []),
    ...(byOthers ? ['by its use under less load it would carry far more: something else used it'] : []),
    ...(law || always ? [] : ['the load differed too little to tell what a request takes']),
    ...(readAtTop ? [] : ['it was not read at the highest load']),
    ...(full || !unexplained ? [] : ['the service had too much to do all the same']),
  ];
}

function loadText({ value, upper }: LoadInterval): string {
  return value === null ? `at ${formatRate(upper)} or below` : `at ${formatRate(value)}`;
}

/** `20 of 20`, `97 %` */
function fullness({ resource: { kind, size }, most }: Utilisation): string {
  if (kind === 'lock') return 'waited for all the time';
  if (size === undefined) return formatRatio(Math.floor(Math.min(1, most) * 100) / 100, 2);
  return `${formatNumber(Math.round(Math.min(1, most) * size), 9)} of ${formatNumber(size, 9)}`;
}
