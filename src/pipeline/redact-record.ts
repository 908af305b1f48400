import type { Objective } from '../config/objective.ts';
import type { EngineLine, ThresholdsOf } from '../metrics/frame.ts';
import type { Where } from '../metrics/selector.ts';
import { redactTexts } from '../redact.ts';
import type { RunRecord } from '../result/record.ts';

type Redact = (text: string) => string;
type Tags = Readonly<Record<string, string>>;

/**
 * A record without secrets. Only what users write is touched: a variable may well hold a word of loadkit's own, such as the name
 * of a profile. Tags are treated as those of the timeline, so that objectives still find their samples.
 */
export function redactRecord(record: RunRecord, redact: Redact): RunRecord {
  const { plan, provenance } = record;
  return {
    ...record,
    target: redact(record.target),
    plan: plan.profile === 'script' ? { ...plan, options: redactTexts(plan.options, redact) } : plan,
    objectives: record.objectives.map((objective) => redactObjective(objective, redact)),
    ...(record.search ? { search: redactSearch(record.search, redact) } : {}),
    provenance: {
      ...provenance,
      commandLine: redact(provenance.commandLine),
      targetVersion: provenance.targetVersion && redact(provenance.targetVersion),
    },
  };
}

function redactSearch(search: NonNullable<RunRecord['search']>, redact: Redact): RunRecord['search'] {
  const objectives = search.objectives.map((objective) => ({ ...objective, name: redact(objective.name) }));
  return { ...search, objectives, notes: search.notes.map(redact) };
}

/** A line of the engine without secrets; frames hold numbers only, and there are many of them. */
export function redactLine(line: EngineLine, redact: Redact): EngineLine {
  if (line.t === 'series') return { ...line, tags: redactTags(line.tags, redact) };
  if (line.t === 'thresholds') return { ...line, of: line.of.map((of) => redactThresholds(of, redact)) };
  if (line.t === 'exemplar') {
    const { url, error, traceparent = '' } = line;
    return { ...line, url: redact(url), error: redact(error), traceparent: redact(traceparent) };
  }
  return line;
}

/** As the names of their objectives are: what k6 told is found by them. */
function redactThresholds(of: ThresholdsOf, redact: Redact): ThresholdsOf {
  const thresholds = of.thresholds.map((each) => ({ ...each, source: redact(each.source) }));
  return { ...of, metric: redact(of.metric), thresholds };
}

function redactObjective(objective: Objective, redact: Redact): Objective {
  const { measure } = objective;
  const name = objective.source === 'profile' ? objective.name : redact(objective.name);
  if (measure.kind === 'monitor') return { ...objective, name };
  const where = redactPatterns(measure.where, redact);
  return measure.kind === 'ratio'
    ? { ...objective, name, measure: { ...measure, where, part: redactPatterns(measure.part, redact) } }
    : { ...objective, name, measure: { ...measure, where } };
}

/** The tags that an objective asks for; of a list each value. */
function redactPatterns(where: Where, redact: Redact): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(where).map(([name, pattern]) => [
      name,
      typeof pattern === 'string'
        ? redactTag(name, pattern, redact)
        : pattern.map((each) => redactTag(name, each, redact)),
    ]),
  );
}

function redactTags(tags: Tags, redact: Redact): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, redactTag(name, value, redact)]));
}

/** The stage is loadkit's own tag. */
function redactTag(name: string, value: string, redact: Redact): string {
  return name === 'stage' ? value : redact(value);
}
