import { type Ending, undoneOf } from '../../../judge/exit-code.ts';
import type { ObjectiveResult } from '../../../objectives/result.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import { type CaseOutcome, mishaps, type Suite, type TestCase } from '../../junit/suite.ts';
import { actualText, intervalText, limitPhrase, limitText } from '../../limits.ts';
import { markOf, saysAlready } from '../../words.ts';
import { reasonsOf } from './reasons.ts';
import type { RunModel } from './run-model.ts';

/** The zone from which on an objective fails the run: --fail-on. */
export type FailOn = Ending['failOn'];

/**
 * A run as test cases: the scenario at its tier, a case for every line of the objectives and one for the measurement
 * itself. Something fails here when, and only when, the exit code is another than 0: critical is a failure; a doubtful
 * or missing measurement, and what the script left undone after the load, are errors. Degraded passes and says so,
 * unless `failOn` says that it fails. Lines on which the verdict does not rest are skipped whatever they show: a stress
 * run beyond the promised load is to break. `unjudged`: an answer was asked of the objectives, and none could be judged.
 */
export function runSuite(model: RunModel, result: Result, unjudged: boolean, failOn: FailOn): Suite {
  const { run } = result;
  return {
    name: ['loadkit', run.scenario, run.tier].filter((part) => part !== null).join('.'),
    seconds: run.duration,
    properties: properties(result),
    cases: [
      measurement(result, unjudged),
      ...result.objectives.map((line) => objective(line, result, failOn)),
      ...mishaps(
        'the script ends in order',
        undoneOf(result).map(({ text }) => text),
      ),
    ],
    says: summary(model),
  };
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
  const unsaid = (texts: readonly string[]) =>
    texts.filter((text) => !saysAlready(`${decision.headline}\n${decision.detail}`, text));
  return [...said, ...unsaid([...estimates, ...recommendations]), ...unsaid(caveats).map((text) => `note: ${text}`)];
}

/**
 * Whether the measurement may be believed and judged at all. Reporters add up the times of cases, so that the run's
 * stands here alone.
 */
function measurement(result: Result, unjudged: boolean): TestCase {
  const doubts = doubtsOf(result, unjudged);
  const [first] = doubts;
  return {
    name: 'the measurement is valid',
    seconds: result.run.duration,
    outcome: first ? { element: 'error', type: first.type, message: first.text } : null,
    details: doubts.flatMap(({ text, next }) => [text, ...(next ? [`what to do: ${next}`] : [])]),
  };
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

function objective(line: ObjectiveResult, { validity }: Result, failOn: FailOn): TestCase {
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

function outcomeOf(line: ObjectiveResult, valid: boolean, failOn: FailOn): CaseOutcome | null {
  const { zone, counts, required } = line;
  const skipped = (why: string): CaseOutcome => ({
    element: 'skipped',
    type: zone,
    message: `${why}: ${sentence(line)}`,
  });
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
