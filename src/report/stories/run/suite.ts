import { type FailOn, failsOn, undoneOf } from '../../../judge/exit-code.ts';
import { isMissedWarning, isOwn, type ObjectiveResult } from '../../../objectives/result.ts';
import type { Result } from '../../../result/result.ts';
import { formatNumber, formatSpan } from '../../../units/format.ts';
import { type CaseOutcome, mishaps, type Suite, type TestCase } from '../../junit/suite.ts';
import { actualText, intervalText, limitText, lineSentence } from '../../limits.ts';
import { besideText, saysAlready, silencedText, statusOf } from '../../words.ts';
import { reasonsOf } from './reasons.ts';
import type { RunModel } from './run-model.ts';

/**
 * A run as test cases: the scenario at its tier, a case for every line of the objectives and one for the measurement
 * itself. Something fails here when, and only when, the exit code is another than 0: critical is a failure; a doubtful
 * or missing measurement, and what the script left undone after the load, are errors. Degraded passes and says so,
 * unless `failOn` says that it fails. Lines on which the verdict does not rest are skipped whatever they show: a stress
 * run beyond the promised load is to break. So are a warning that was missed, unless `failOn` says that it fails, and
 * what is silenced: they have not passed. `unjudged`: an answer was asked of the objectives, and none could be judged.
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
  return {
    name: nameOf(line),
    seconds: 0,
    outcome: outcomeOf(line, valid, failOn),
    details: [
      // A line without data says so itself.
      valid && line.zone !== 'no-data' ? `${statusOf(line).word}: ${lineSentence(line)}` : lineSentence(line),
      ...detailsOf(line),
    ],
  };
}

/** No rate of a tier and no width of a window, which a time-scale changes, is part of a name. */
function nameOf(line: ObjectiveResult): string {
  if (isOwn(line, 'carries')) return "carries the tier's rate";
  const place = line.stage ?? (line.window && 'windows');
  return place === null ? line.name : `${line.name} (${place})`;
}

function outcomeOf(line: ObjectiveResult, valid: boolean, failOn: FailOn): CaseOutcome | null {
  const { zone, beside, counts, required, silence } = line;
  const skipped = (why: string): CaseOutcome => ({
    element: 'skipped',
    type: zone,
    message: `${why}: ${lineSentence(line)}`,
  });
  if (!counts && !beside) return skipped('the verdict does not rest on this');
  if (!valid) return skipped('not judged, the measurement is not valid');
  if (beside === 'silenced' && silence && zone !== 'met') return skipped(silencedText(silence));
  if (zone === 'no-data' && beside) return skipped('a warning');
  if (zone === 'no-data' && !required) return skipped('not required');
  if (zone === 'no-data') return { element: 'error', type: zone, message: lineSentence(line) };
  if ((counts && zone === 'critical') || failsOn(failOn, line))
    return { element: 'failure', type: zone, message: lineSentence(line) };
  return isMissedWarning(line) ? skipped('a warning, which fails no run') : null;
}

function detailsOf(line: ObjectiveResult): string[] {
  const { window, unit } = line;
  const known: [string, string][] = [
    ['id', line.id],
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
    ['beside the verdict', besideText(line)],
    ['doubt', line.marginal ? 'too close to the limit to be sure' : ''],
    ['note', line.zone === 'no-data' ? '' : (line.note ?? '')],
  ];
  return known.filter(([, value]) => value !== '').map(([label, value]) => `${label}: ${value}`);
}
