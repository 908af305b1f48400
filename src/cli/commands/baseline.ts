import { join, relative } from 'node:path';
import {
  type Baseline,
  type BaselineSubject,
  baselineOf,
  MOST_RUNS,
  objectionsToBaseline,
  subjectOf,
} from '../../compare/runs/baseline.ts';
import { compareFewRuns } from '../../compare/runs/compare-runs.ts';
import type { RunFigures } from '../../compare/runs/run-figures.ts';
import type { RunMetric } from '../../compare/runs/run-metrics.ts';
import { metricFamily, metricLabel } from '../../compare/runs/run-metrics.ts';
import { findProject } from '../../config/find-files.ts';
import { UserError } from '../../errors.ts';
import { jsonText } from '../../report/json.ts';
import { tableLines } from '../../report/terminal/table-lines.ts';
import { plural, shiftWithInterval } from '../../report/words.ts';
import { median } from '../../stats/moments.ts';
import {
  BASELINES,
  type KeptBaseline,
  listBaselines,
  readBaseline,
  readCurves,
  removeBaseline,
  saveBaseline,
} from '../../store/baselines.ts';
import { sideNamed } from '../../store/sides.ts';
import { formatDate, formatRatio, formatValue } from '../../units/format.ts';
import type { Terminal } from '../terminal.ts';

interface PlaceFlags {
  readonly config?: string;
}

interface SelectFlags extends PlaceFlags {
  readonly tier?: string;
}

/** From so many runs before on, few runs after show what matters (docs/compare.md). */
const ENOUGH = 10;

/** `loadkit baseline set`: makes runs the baseline of their scenario and tier, and says what they replaced. */
export async function setBaseline(
  references: readonly string[],
  flags: PlaceFlags & { readonly add?: true; readonly out: string },
  terminal: Terminal,
): Promise<number> {
  const folder = await folderOf(flags);
  const side = await sideNamed(references.join(','), flags.out);
  const named = side.figures;
  refuse(objectionsToBaseline(named));
  const before = await readBaseline(folder, subjectOf(named[0]!));
  const kept = flags.add ? (before?.baseline.runs ?? []) : [];
  const ids = new Set(named.map(({ id }) => id));
  const runs = [...kept.filter(({ id }) => !ids.has(id)), ...named];
  refuse(objectionsToBaseline(runs));
  refuseTwoLevels(
    kept,
    named.filter(({ id }) => !kept.some((run) => run.id === id)),
  );
  const baseline = baselineOf(runs);
  const earlier = flags.add && before ? await readCurves(before.file) : [];
  const file = await saveBaseline(folder, baseline, [
    ...earlier.filter(({ id }) => !ids.has(id)),
    ...(await side.curves()),
  ]);
  const left = runs.length - baseline.runs.length;
  const lines = [
    `✓ ${shown(file)}: ${saysOf(baseline)}`,
    ...(left > 0
      ? [`  ${plural(left, String(left), 'older run')} left out: a baseline keeps the newest ${MOST_RUNS}`]
      : []),
    ...(before ? replacedLines(before.baseline, baseline) : []),
    baseline.runs.length < ENOUGH
      ? `Next: add runs, until there are ${ENOUGH} (--add): so few show large shifts only. Then commit the file.`
      : 'Next: commit the file; then hold runs against it: loadkit compare baseline <run…>',
  ];
  say(lines, terminal);
  return 0;
}

/** `loadkit baseline show`: what is kept, and how much its runs scatter. */
export async function showBaselines(
  scenario: string | undefined,
  flags: SelectFlags & { readonly json?: true },
  terminal: Terminal,
): Promise<number> {
  const found = await selected(scenario, flags);
  if (flags.json) {
    terminal.out(jsonText(found.map(({ baseline }) => baseline)));
    return 0;
  }
  const lines = found.flatMap(({ file, baseline }, at) => [
    ...(at > 0 ? [''] : []),
    `${shown(file)}: ${saysOf(baseline)}`,
    ...tableLines([['metric', 'median', 'scatter'], ...metricsIn(baseline).map(metricCells)]),
  ]);
  say(lines.length > 0 ? lines : ['no baseline is kept; make one of 10 runs: loadkit baseline set <run…>'], terminal);
  return 0;
}

/** `loadkit baseline clear`: removes the baselines of a scenario. */
export async function clearBaselines(scenario: string, flags: SelectFlags, terminal: Terminal): Promise<number> {
  const found = await selected(scenario, flags);
  await Promise.all(found.map(removeBaseline));
  say(
    found.map(({ file, baseline }) => `✓ ${shown(file)} is removed: ${saysOf(baseline)}`),
    terminal,
  );
  return 0;
}

async function folderOf({ config }: PlaceFlags): Promise<string> {
  const { root } = await findProject(process.cwd(), config, process.env['HOME']);
  return join(root, BASELINES);
}

/** What was asked for by name has to be there. */
async function selected(scenario: string | undefined, flags: SelectFlags): Promise<readonly KeptBaseline[]> {
  const folder = await folderOf(flags);
  const all = await listBaselines(folder);
  const found = all.filter(
    ({ baseline }) =>
      (scenario === undefined || baseline.scenario === scenario) &&
      (flags.tier === undefined || baseline.tier === flags.tier),
  );
  if (found.length > 0 || (scenario === undefined && flags.tier === undefined)) return found;
  throw new UserError({
    what: `there is no baseline of ${[scenario, flags.tier].filter((name) => name !== undefined).join(', ')}`,
    where: { file: folder },
    next:
      all.length > 0
        ? `there is: ${all.map(({ baseline }) => nameOf(baseline)).join(', ')}`
        : 'loadkit baseline set <run…>',
  });
}

function refuse(objections: readonly string[]): void {
  if (objections.length === 0) return;
  throw new UserError(
    objections.map((what) => ({
      what: `these runs are no baseline: ${what}`,
      next: 'name complete, valid runs of one scenario at one tier, made on one machine',
    })),
  );
}

/** UserError (2) where added runs are not of the level of those that are kept: from both no later run is told apart. */
function refuseTwoLevels(kept: readonly RunFigures[], added: readonly RunFigures[]): void {
  if (kept.length === 0 || added.length === 0) return;
  const moved = compareFewRuns(kept, added).metrics.filter(
    ({ verdict }) => verdict === 'regression' || verdict === 'improvement',
  );
  if (moved.length === 0) return;
  const texts = moved.map((metric) => `${metricLabel(metric)} ${shiftWithInterval(metric)}, ${metric.verdict}`);
  throw new UserError({
    what: `the added runs are of another level than the ${kept.length} that are kept: ${texts.join('; ')}`,
    why: 'a baseline of both levels scatters so much that the next gate passes either',
    next: 'find what changed; to accept the new level, set these runs without --add',
  });
}

function nameOf({ scenario, tier, search }: BaselineSubject): string {
  return `${search ? 'capacity by ' : ''}${scenario}${tier === null ? '' : ` at ${tier}`}`;
}

function saysOf(baseline: Baseline): string {
  const { runs } = baseline;
  const [from, to] = [runs[0]!, runs.at(-1)!].map(({ startedAt }) => formatDate(startedAt));
  return `${plural(runs.length, String(runs.length), 'run')} of ${nameOf(baseline)}, ${from === to ? from : `${from} to ${to}`}`;
}

/** What the change of the baseline itself accepts. */
function replacedLines(before: Baseline, after: Baseline): string[] {
  const earlier = new Map(metricsIn(before).map((metric) => [metric.label, metric]));
  const moved = metricsIn(after).flatMap(({ label, unit, values, ...metric }) => {
    const old = earlier.get(label);
    if (!old || metricFamily(metric) !== 'run' || values.length === 0 || old.values.length === 0) return [];
    return [`${label} ${formatValue(median(old.values), unit)} → ${formatValue(median(values), unit)}`];
  });
  return [`  in place of ${saysOf(before)}`, ...(moved.length > 0 ? [`  ${moved.join(', ')}`] : [])];
}

interface KeptMetric extends Omit<RunMetric, 'value'> {
  readonly label: string;
  readonly values: readonly number[];
}

function metricsIn({ runs }: Baseline): KeptMetric[] {
  const found = new Map<string, KeptMetric & { readonly values: number[] }>();
  for (const { value, ...metric } of runs.flatMap(({ metrics }) => metrics)) {
    const label = metricLabel(metric);
    const kept = found.get(label) ?? { ...metric, label, values: [] };
    if (value !== null) kept.values.push(value);
    found.set(label, kept);
  }
  return [...found.values()];
}

function metricCells({ label, unit, values }: KeptMetric): string[] {
  if (values.length === 0) return [label, '–', '–'];
  const middle = median(values);
  const deviation = median(values.map((value) => Math.abs(value - middle)));
  const scatter =
    unit === 'ratio' || middle === 0 ? formatValue(deviation, unit, 2) : formatRatio(deviation / Math.abs(middle), 2);
  return [label, formatValue(middle, unit), values.length < 2 ? '–' : `± ${scatter}`];
}

function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

function say(lines: readonly string[], terminal: Terminal): void {
  terminal.out(`${lines.map((line) => terminal.safe(line)).join('\n')}\n`);
}
