import type { RecordLine } from '../../capacity/search-lines.ts';
import { redactLine, type Secrets } from '../../metrics/lines/kinds-of-lines.ts';
import type { Where } from '../../metrics/selector.ts';
import type { AlertRule } from '../../objectives/alert-rule.ts';
import type { Measure, Objective } from '../../objectives/objective.ts';
import type { JudgedMeasure } from '../../objectives/result.ts';
import { valuesNamed } from '../../objectives/tags.ts';
import type { PlannedEvent } from '../../plan/events.ts';
import { withSelections } from '../../promql/expression.ts';
import { type Redactor, redactTexts, withoutQuery } from '../../redact.ts';
import type { RunRecord, SearchRun } from '../../result/record.ts';

type Words = Redactor['words'];
type Tags = Readonly<Record<string, string>>;

/**
 * A record without secrets. Only what users write is touched: a variable may well hold a word of loadkit's own, such as
 * the name of a profile. What objectives name is kept as it was written, its queries too, so that they still find their
 * samples.
 */
export function redactRecord(record: RunRecord, redact: Redactor): RunRecord {
  const { plan, provenance } = record;
  const shared = {
    target: redact(record.target),
    plan: record.kind === 'script' ? { ...plan, options: redactTexts(plan.options, redact, redact.words) } : plan,
    ...(record.events ? { events: record.events.map((event) => redactEvent(event, redact)) } : {}),
    objectives: record.objectives.map((objective) => redactObjective(objective, redact.words)),
    ...(record.alerts ? { alerts: record.alerts.map((rule) => redactAlert(rule, redact.words)) } : {}),
    provenance: {
      ...provenance,
      commandLine: redact(provenance.commandLine),
      targetVersion: provenance.targetVersion && redact(provenance.targetVersion),
    },
  };
  return record.kind === 'search'
    ? { ...record, ...shared, search: redactSearch(record.search, redact) }
    : { ...record, ...shared };
}

function redactSearch(search: SearchRun['search'], redact: Redactor): SearchRun['search'] {
  const objectives = search.objectives.map(({ name, measure, where, ...objective }) => ({
    ...objective,
    name: redact.words(name),
    measure: { ...redactMeasure(measure, redact.words), text: redact.words(measure.text) },
    ...(where ? { where: redactPatterns(where, redact.words) } : {}),
  }));
  return { ...search, objectives, notes: search.notes.map(redact) };
}

/**
 * Takes secrets out of the lines of a record; frames hold numbers only, and there are many of them. `objectives`:
 * those of the record, whose words are kept.
 */
export function lineRedactor(objectives: readonly Objective[], redact: Redactor): (line: RecordLine) => RecordLine {
  const named = valuesNamed(objectives);
  const secrets: Secrets = {
    text: redact,
    name: redact.words,
    url: (url) => redact(withoutQuery(url)),
    tags: (tags) => redactTags(tags, redact, named),
  };
  return (line) => redactLine(line, secrets);
}

function redactEvent({ name, run, ...event }: PlannedEvent, redact: Redactor): PlannedEvent {
  return { ...event, name: redact(name), run: run.map(redact) };
}

function redactObjective(objective: Objective, redact: Words): Objective {
  const { measure, silence } = objective;
  const name = objective.source === 'profile' ? objective.name : redact(objective.name);
  const said = silence ? { silence: { ...silence, reason: redact(silence.reason) } } : {};
  return { ...objective, name, measure: redactMeasure(measure, redact), ...said };
}

function redactAlert(rule: AlertRule, redact: Words): AlertRule {
  if (rule.kind === 'measured') return { ...rule, objective: redactObjective(rule.objective, redact) };
  const { name, severity, expr, summary, group, file, tree, reason } = rule;
  return {
    ...rule,
    ...redactTexts({ name, severity, expr, summary, group, file, reason }, redact, (key) => key),
    tree:
      tree &&
      withSelections(tree, (of) => ({
        ...of,
        matchers: of.matchers.map((matcher) => ({ ...matcher, value: redact(matcher.value) })),
      })),
  };
}

function redactMeasure<M extends JudgedMeasure | Measure>(measure: M, redact: Words): M {
  return {
    ...measure,
    ...('where' in measure ? { where: redactPatterns(measure.where, redact) } : {}),
    ...('part' in measure ? { part: redactPatterns(measure.part, redact) } : {}),
  };
}

/** The tags that an objective asks for; of a list each value. */
function redactPatterns(where: Where, redact: Words): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(where).map(([name, pattern]) => [
      name,
      typeof pattern === 'string'
        ? redactTag(name, pattern, redact)
        : pattern.map((each) => redactTag(name, each, redact)),
    ]),
  );
}

function redactTags(tags: Tags, redact: Redactor, named: ReadonlySet<string>): Record<string, string> {
  const redacted = (name: string, value: string) => {
    const words = redactTag(name, value, redact.words);
    return named.has(words) || name === 'stage' ? words : redact(withoutQuery(words));
  };
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, redacted(name, value)]));
}

/** The stage is loadkit's own tag. */
function redactTag(name: string, value: string, redact: Words): string {
  return name === 'stage' ? value : redact(value);
}
