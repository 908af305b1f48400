import { LEAST_POINTS_OF_SERIES } from '../../stats/changes/rules.ts';
import { fnv1a } from '../../stats/fnv1a.ts';
import { median } from '../../stats/moments.ts';
import type { RunFigures } from '../runs/run-figures.ts';
import { metricLabel, type RunMetric } from '../runs/run-metrics.ts';
import type { HistorySeries, RunPoint } from './history.ts';

/** A metric without its value, and the values of the points. */
export interface MetricValues extends Omit<RunMetric, 'value'> {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** Runs of the same load on machines of the same kind, as points. */
export interface RunsInSeries extends Omit<HistorySeries, 'metrics' | 'current'> {
  /** What distinguishes its load from others. */
  readonly loadKey: string;
  /** The first run of each point. */
  readonly first: readonly RunFigures[];
  readonly metrics: readonly MetricValues[];
}

/**
 * What splits a series: between such machines one and the same service differs by 10 to 30 %. An update of the kernel
 * does not; it is told beside a change.
 */
const MACHINE = ['CPU', 'CPUs', 'target on the generator'];

/** Complete, valid runs, in order, as series: each the runs of one load on one kind of machine. */
export function runsInSeries(runs: readonly RunFigures[]): RunsInSeries[] {
  const found = new Map<string, RunFigures[]>();
  for (const run of runs) {
    const key = JSON.stringify([sorted(run.facts.load), sorted(machineOf(run))]);
    found.set(key, [...(found.get(key) ?? []), run]);
  }
  return [...found].map(([key, members]) => seriesOfRuns(key, members));
}

/** What makes a run comparable with others. */
export function loadKeyOf({ facts }: RunFigures): string {
  return JSON.stringify(sorted(facts.load));
}

function seriesOfRuns(key: string, runs: readonly RunFigures[]): RunsInSeries {
  const builds = pointsOf(runs, buildOf);
  // Too few nights to look at: the runs are looked at one by one.
  const enough = builds.length >= LEAST_POINTS_OF_SERIES || builds.length === runs.length;
  const points = enough ? builds : pointsOf(runs, () => null);
  const first = points.map(([run]) => run!);
  return {
    id: fnv1a(key),
    loadKey: loadKeyOf(runs[0]!),
    load: runs[0]!.facts.load,
    machine: machineOf(runs[0]!),
    runs: runs.length,
    pointsAre: enough && builds.length < runs.length ? 'builds' : 'runs',
    points: points.map((members): RunPoint => {
      const { id, startedAt } = members[0]!;
      return { run: id, runs: members.length, build: buildOf(members[0]!), at: startedAt };
    }),
    first,
    metrics: valuesOf(points),
  };
}

/**
 * Runs of one build on one day (UTC) as one point, where the first of them stands; runs of which no build is known each
 * as one. A build that runs on is measured on: what happens to it, and a return to an earlier one, is seen on its day.
 */
function pointsOf(runs: readonly RunFigures[], buildBy: (run: RunFigures) => string | null): RunFigures[][] {
  const points = new Map<string, RunFigures[]>();
  for (const [at, run] of runs.entries()) {
    const build = buildBy(run);
    const key = build === null ? `${at}` : `${dayOf(run)} ${build}`;
    const known = points.get(key);
    if (known) known.push(run);
    else points.set(key, [run]);
  }
  return [...points.values()];
}

function dayOf({ startedAt }: RunFigures): string {
  return new Date(startedAt).toISOString().slice(0, 10);
}

function buildOf({ facts }: RunFigures): string | null {
  const version = facts.beside['target version'] ?? 'none';
  return version === 'none' ? null : version;
}

function valuesOf(points: readonly (readonly RunFigures[])[]): MetricValues[] {
  const found = new Map<string, { metric: Omit<RunMetric, 'value'>; values: number[][] }>();
  for (const [at, members] of points.entries())
    for (const { value, ...metric } of members.flatMap(({ metrics }) => metrics)) {
      const label = metricLabel(metric);
      const known = found.get(label) ?? { metric, values: points.map(() => []) };
      // The newest run that knows says which way is better: an objective on a reading may have come since.
      known.metric = { ...known.metric, better: metric.better ?? known.metric.better };
      if (value !== null) known.values[at]!.push(value);
      found.set(label, known);
    }
  return [...found].map(([label, { metric, values }]) => ({
    ...metric,
    label,
    values: values.map((some) => (some.length > 0 ? median(some) : null)),
  }));
}

/** What of its machine splits a run's series from others. */
export function machineOf({ facts }: RunFigures): Record<string, string> {
  return Object.fromEntries(MACHINE.map((what) => [what, facts.machine[what] ?? 'none']));
}

function sorted(facts: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
}
