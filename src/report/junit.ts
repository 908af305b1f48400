import { type Ending, undoneOf } from '../judge/exit-code.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import type { Result } from '../result/result.ts';
import { formatNumber, formatSpan } from '../units/format.ts';
import { withoutCommands } from '../visible.ts';
import { shortened, xml } from './escape.ts';
import { actualText, intervalText, limitPhrase, limitText } from './limits.ts';
import { reasonsOf } from './stories/run/reasons.ts';
import type { RunModel } from './stories/run/run-model.ts';
import { markOf, saysAlready } from './words.ts';

/** The zone from which on an objective fails the run: --fail-on. */
type FailOn = Ending['failOn'];

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2000;

/** What a test reporter makes of a case. None: it passed. */
interface Outcome {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
}

interface Case {
  /** The same in every run, so that reporters can follow it from run to run: no measured value is part of it. */
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome | null;
  readonly details: readonly string[];
}

/**
 * The run for a test reporter (GitLab, Jenkins, GitHub's actions): a suite for the scenario at its tier, a case for
 * every line of the objectives and one for the measurement itself. Something fails here when, and only when, the exit
 * code is another than 0: critical is a failure; a doubtful or missing measurement, what the script left undone after
 * the load, and a report that could not be written (`unwritten`) are errors. Degraded passes and says so, unless
 * `failOn` says that it fails. Lines on which the verdict does not rest are skipped whatever they show: a stress run
 * beyond the promised load is to break.
 */
export function junitReport(
  model: RunModel,
  result: Result,
  failOn: FailOn = 'critical',
  unwritten: readonly string[] = [],
): string {
  const { run } = result;
  const suite = ['loadkit', run.scenario, run.tier].filter((part) => part !== null).join('.');
  const cases = distinct([
    measurement(result, model),
    ...result.objectives.map((line) => objective(line, result, failOn)),
    ...mishaps(
      'the script ends in order',
      undoneOf(result).map(({ text }) => text),
    ),
    ...mishaps('the reports are written', unwritten),
  ]);
  const count = (element: Outcome['element']) =>
    String(cases.filter(({ outcome }) => outcome?.element === element).length);
  const counts = { tests: String(cases.length), failures: count('failure'), errors: count('error') };
  const time = secondsText(run.duration);
  const timestamp = run.startedAt.slice(0, 19);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'loadkit', ...counts, time })}>`,
    `  <testsuite${attributes({ name: suite, ...counts, skipped: count('skipped'), time, timestamp })}>`,
    '    <properties>',
    ...properties(result).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...cases.map((one) => caseElement(one, suite)),
    `    <system-out>${body(summary(model))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
  ];
  return withoutCommands(`${lines.join('\n')}\n`);
}

function properties({ run, validity, verdict, provenance }: Result): [string, string][] {
  return [
    ['run', run.id],
    ...(provenance.environment ? [['environment', provenance.environment] as [string, string]] : []),
    ...(provenance.targetVersion ? [['target version', provenance.targetVersion] as [string, string]] : []),
    ['verdict', verdict],
    ['validity', validity.status],
    ['state', run.state],
    ['scenario', run.scenario],
    ['profile', run.profile],
    ['tier', run.tier ?? 'none'],
    ['target', run.target],
    ['seed', String(run.seed)],
    ['timeScale', String(run.timeScale)],
    ['loadkit', provenance.loadkit],
    ['engine', `k6 ${provenance.engine.k6} (${provenance.engine.kind})`],
  ];
}

function summary({ decision, estimates, recommendations, caveats }: RunModel): string[] {
  const said = [decision.headline, decision.detail].filter(Boolean);
  const unsaid = [...estimates, ...recommendations, ...caveats].filter(
    (text) => !saysAlready(`${decision.headline}\n${decision.detail}`, text),
  );
  return [...said, ...unsaid.map((text) => (caveats.includes(text) ? `note: ${text}` : text))];
}

/**
 * Whether the measurement may be believed and judged at all. Reporters add up the times of cases, so that the run's
 * stands here alone.
 */
function measurement(result: Result, { unjudged }: RunModel): Case {
  const doubts = doubtsOf(result, unjudged);
  const [first] = doubts;
  return {
    name: 'the measurement is valid',
    seconds: result.run.duration,
    outcome: first ? { element: 'error', type: first.type, message: first.text } : null,
    details: doubts.flatMap(({ text, next }) => [text, ...(next ? [`what to do: ${next}`] : [])]),
  };
}

/** What went wrong beside the verdict; no case where nothing did. */
function mishaps(name: string, texts: readonly string[]): Case[] {
  const [first] = texts;
  if (first === undefined) return [];
  return [{ name, seconds: 0, outcome: { element: 'error', type: 'mishap', message: first }, details: texts }];
}

interface Doubt {
  readonly type: string;
  readonly text: string;
  readonly next?: string;
}

function doubtsOf(result: Result, unjudged: boolean): Doubt[] {
  const { run, totals, measured } = result;
  const doubts = reasonsOf(result).map(({ code, text, next }): Doubt => {
    const type = code === 'ended-early' ? run.state : 'inconclusive';
    return { type, text, next };
  });
  if (totals.requests > 0 && totals.answered === 0) {
    doubts.push({
      type: 'unreachable',
      text: `the target answered none of ${formatNumber(totals.requests, 9)} requests`,
    });
  }
  if (!measured)
    doubts.push({ type: 'no-data', text: 'nothing was measured: no request, and no sample of the script' });
  else if (unjudged) doubts.push({ type: 'no-data', text: 'no objective could be judged' });
  return doubts;
}

function objective(line: ObjectiveResult, { validity }: Result, failOn: FailOn): Case {
  const valid = validity.status === 'valid';
  const place = line.stage ?? (line.window && `windows of ${formatSpan(line.window.width)}`);
  return {
    name: place === null ? line.name : `${line.name} (${place})`,
    seconds: 0,
    outcome: outcomeOf(line, valid, failOn),
    details: [
      // A line without data says so itself.
      valid && line.zone !== 'no-data' ? `${markOf(line.zone).word}: ${sentence(line)}` : sentence(line),
      ...detailsOf(line),
    ],
  };
}

function outcomeOf(line: ObjectiveResult, valid: boolean, failOn: FailOn): Outcome | null {
  const { zone, counts, required } = line;
  const skipped = (why: string): Outcome => ({ element: 'skipped', type: zone, message: `${why}: ${sentence(line)}` });
  if (!counts) return skipped('the verdict does not rest on this');
  if (!valid) return skipped('not judged, the measurement is not valid');
  if (zone === 'no-data' && !required) return skipped('not required');
  if (zone === 'no-data') return { element: 'error', type: zone, message: sentence(line) };
  const fails = zone === 'critical' || (zone === 'degraded' && failOn === 'degraded');
  return fails ? { element: 'failure', type: zone, message: sentence(line) } : null;
}

/** `API response is 800 ms in 1x, critical is > 500 ms`. */
function sentence(line: ObjectiveResult): string {
  const { name, zone, target, critical, stage, window, note } = line;
  const where = stage !== null ? ` in ${stage}` : window ? ` in the worst window of ${formatSpan(window.width)}` : '';
  if (zone === 'no-data') return `${name} has no data${where}: ${note ?? 'no sample'}`;
  if (!target && !critical) return note ?? name;
  return `${name} is ${actualText(line)}${where}, ${limitPhrase(line)}`;
}

function detailsOf(line: ObjectiveResult): string[] {
  const { window, unit } = line;
  const known: [string, string][] = [
    ['measure', line.measure.text],
    ['actual', line.zone === 'no-data' ? '' : actualText(line)],
    ['95 % interval', intervalText(line)],
    ['samples', formatNumber(line.samples, 9)],
    ['target', line.target ? limitText(line.target, unit) : ''],
    ['critical', line.critical ? limitText(line.critical, unit) : ''],
    [
      'windows',
      window ? `${window.broken} of ${window.judged} broken, at most ${formatSpan(window.longest)} in a row` : '',
    ],
    ['doubt', line.marginal ? 'too close to the limit to be sure' : ''],
    ['note', line.zone === 'no-data' ? '' : (line.note ?? '')],
  ];
  return known.filter(([, value]) => value !== '').map(([label, value]) => `${label}: ${value}`);
}

/** Reporters tell cases apart by name: of two of the same name they would show one. */
function distinct(cases: readonly Case[]): Case[] {
  const seen = new Set<string>();
  return cases.map((one) => {
    const short = shortened(one.name, LONGEST_NAME);
    let name = short;
    for (let next = 2; seen.has(xml(name)); next++) name = `${short} #${next}`;
    seen.add(xml(name));
    return { ...one, name };
  });
}

function caseElement({ name, seconds, outcome, details }: Case, suite: string): string {
  const open = `    <testcase${attributes({ name, classname: suite, time: secondsText(seconds) })}`;
  const lines = body(details);
  if (outcome === null)
    return lines === '' ? `${open}/>` : `${open}>\n      <system-out>${lines}</system-out>\n    </testcase>`;
  const { element, type, message } = outcome;
  if (element === 'skipped') {
    return `${open}>\n      <skipped${attributes({ message })}/>\n      <system-out>${lines}</system-out>\n    </testcase>`;
  }
  return `${open}>\n      <${element}${attributes({ type, message })}>${lines}</${element}>\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(shortened(value, LONGEST_TEXT))}"`)
    .join('');
}

function body(lines: readonly string[]): string {
  return lines.map((line) => xml(shortened(line, LONGEST_TEXT))).join('\n');
}

function secondsText(seconds: number): string {
  return seconds.toFixed(3);
}
