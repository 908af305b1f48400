import { type Finding, fault, type Path, refuse } from '../../input/finding.ts';
import { METRICS } from '../../metrics/catalogue.ts';
import type { Unit } from '../../units/format.ts';
import { type Measure, type Objective, objectiveOf, statOf } from '../objective.ts';
import { expectedUnit, statFault, unitFault, unitOfLimits } from '../unit.ts';
import { directionFindings } from './direction.ts';
import { type ParsedLimit, readLimit } from './limit.ts';
import type { WrittenObjective } from './objective.ts';
import { selectorFindings } from './selector-rules.ts';

/** The metric of a latency objective that names none: connecting included, unlike http_req_duration. */
const DEFAULT_METRIC = 'request_time';

/** What was written states its limits in base units. */
type Stated = Objective & { readonly unit: Unit };

/** An objective with its meaning spelled out, in base units. Throws UserError naming `path` and the offending text. */
export function normaliseObjective(written: WrittenObjective, source: Objective['source'], path: Path): Stated {
  const { objective, findings } = readObjective(written, source, path);
  refuse(findings);
  return objective;
}

/** The same without throwing: what it means, and what is wrong with it (the objective is usable when nothing is). */
export function readObjective(
  written: WrittenObjective,
  source: Objective['source'],
  path: Path,
): { objective: Stated; findings: Finding[] } {
  const limits = readLimits(written, path);
  const measure = measureOf(written, limits.all);
  const { unit, findings } = readUnit(written, measure, limits, path);
  const { name, over, for: row, allow, scenarios, required = measure.kind !== 'monitor', severity } = written;
  const [target, critical] = [boundOf(limits.target), boundOf(limits.critical)];
  const windows = { over, for: row, allow };
  const stated = { name, source, measure, unit, target, critical, ...windows, scenarios, required, severity };
  const objective = objectiveOf(stated);
  return {
    objective,
    findings: [...mixedKinds(written, path), ...selections(written, path), ...limits.findings, ...findings],
  };
}

function selections(written: WrittenObjective, path: Path): Finding[] {
  return (['where', 'good', 'bad'] as const).flatMap((key) => selectorFindings(written[key] ?? {}, [...path, key]));
}

interface Limits {
  readonly target: ParsedLimit | undefined;
  readonly critical: ParsedLimit | undefined;
  readonly all: readonly ParsedLimit[];
  readonly findings: readonly Finding[];
}

function readLimits(written: WrittenObjective, path: Path): Limits {
  const findings: Finding[] = [];
  const read = (key: 'target' | 'critical'): ParsedLimit | undefined => {
    const text = written[key];
    if (text === undefined) return undefined;
    const limit = readLimit(text);
    if (!('fault' in limit)) return limit;
    findings.push(fault([...path, key], limit.fault, { next: limit.next }));
    return undefined;
  };
  const [target, critical] = [read('target'), read('critical')];
  if (written.target === undefined && written.critical === undefined) {
    findings.push(
      fault(path, 'an objective needs a limit', { next: 'write target: "< 200ms", or critical: "> 500ms", or both' }),
    );
  }
  return { target, critical, all: [target, critical].filter((limit) => limit !== undefined), findings };
}

function boundOf(limit: ParsedLimit | undefined): Objective['target'] {
  return limit ? { op: limit.op, value: limit.value } : null;
}

function measureOf(written: WrittenObjective, limits: readonly ParsedLimit[]): Measure {
  const where = written.where ?? {};
  if (written.monitor !== undefined)
    return { kind: 'monitor', metric: written.monitor, where, stat: written.stat ?? 'avg' };
  const part = written.good ?? written.bad;
  if (part !== undefined) return { kind: 'ratio', metric: written.of ?? 'http_reqs', where, part };
  const metric = written.metric ?? DEFAULT_METRIC;
  return statOf(metric, written.stat ?? defaultStat(metric, limits), where);
}

/** p95, but where the metric (or, of an unknown one, the limit's unit) can only mean another. */
function defaultStat(metric: string, limits: readonly ParsedLimit[]): string {
  const known = METRICS.get(metric);
  if (known) return { trend: 'p95', gauge: 'value', rate: 'rate', counter: 'rate' }[known.type];
  return limits.some(({ unit }) => unit === 'ratio' || unit === 'per second') ? 'rate' : 'p95';
}

function mixedKinds(written: WrittenObjective, path: Path): Finding[] {
  const findings: Finding[] = [];
  const has = (key: keyof WrittenObjective) => written[key] !== undefined;
  const never = (key: keyof WrittenObjective, why: string) =>
    has(key) && findings.push(fault([...path, key], `\`${key}\` ${why}`));
  if (has('monitor')) {
    for (const key of ['metric', 'good', 'bad', 'of'] as const) never(key, 'has no meaning beside `monitor`');
  } else if (has('good') || has('bad')) {
    if (has('good')) never('bad', 'has no meaning beside `good`: one of them says what is counted');
    never('metric', 'has no meaning beside `good` or `bad`: write it as `of`');
    never('stat', 'has no meaning beside `good` or `bad`: their share is the statistic');
    const part = has('good') ? ('good' as const) : ('bad' as const);
    for (const tag of Object.keys(written[part] ?? {}).filter((name) => name in (written.where ?? {}))) {
      findings.push(
        fault([...path, part, tag], `\`${tag}\` stands in \`where\` already: a share needs its part inside its whole`),
      );
    }
  } else {
    never('of', 'has no meaning without `good` or `bad`');
  }
  return findings;
}

function readUnit(
  written: WrittenObjective,
  measure: Measure,
  limits: Limits,
  path: Path,
): { unit: Unit; findings: Finding[] } {
  const missing = statFault(measure);
  if (missing) return { unit: 'none', findings: [fault([...path, 'stat'], missing)] };
  const expected = expectedUnit(measure);
  const stat = measure.kind === 'ratio' ? null : measure.stat;
  const findings: Finding[] = [];
  if (expected) {
    for (const key of ['target', 'critical'] as const) {
      const misfit = limits[key] && unitFault(limits[key], expected);
      if (misfit)
        findings.push(fault([...path, key], `${misfit.what}: ${JSON.stringify(written[key])}`, { next: misfit.next }));
    }
  }
  const told = expected ?? unitOfLimits(limits.all, stat);
  const unit = typeof told === 'string' ? told : 'none';
  if (typeof told !== 'string')
    findings.push(fault([...path, 'critical'], told.fault, { next: 'write both in the same unit' }));
  if (findings.length === 0) findings.push(...directionFindings(written, limits, path));
  return { unit, findings };
}
