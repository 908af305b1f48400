import type { GateLeg, GateResult } from '../../../gate/gate-result.ts';
import { endsAll } from '../../../judge/exit-code.ts';
import { type CaseOutcome, mishaps, type Suite, type TestCase } from '../../junit/suite.ts';
import {
  disturbedText,
  legComparisonText,
  legName,
  openChangesText,
  runsText,
  shifted,
  silentText,
  undoneTexts,
  worstFirst,
} from './leg-words.ts';
import type { GateReport } from './model.ts';

/**
 * A gate as test cases, three to six of a leg: enough valid runs, objectives, comparison,
 * monitors, what a script left undone after the load, history. Something fails here
 * when, and only when, the exit code is another than 0: what was measured to be wrong is a failure, what could not be
 * known an error.
 */
export function gateSuite(gate: GateResult, { decision, caveats }: GateReport): Suite {
  const { stoppedBy } = gate;
  return {
    name: 'loadkit.gate',
    seconds: 0,
    properties: [
      ['gate', gate.gate],
      ['loadkit', gate.loadkit],
      ['target', gate.target ?? 'none'],
    ],
    cases: [
      ...(stoppedBy === null
        ? []
        : [testCase('the gate comes to its end', { element: 'error', type: 'stopped', message: `by ${stoppedBy}` })]),
      ...gate.legs.flatMap((leg) => legCases(leg, gate)),
    ],
    says: [decision.headline, decision.detail, ...caveats.map((text) => `note: ${text}`)].filter(Boolean),
  };
}

function testCase(name: string, outcome: CaseOutcome | null, details: readonly string[] = []): TestCase {
  return { name, seconds: 0, outcome, details };
}

function legCases(leg: GateLeg, { changes, sources }: GateResult): TestCase[] {
  const name = legName(leg);
  const { comparison, history } = leg;
  return [
    testCase(`${name}: valid runs`, runsOutcome(leg)),
    testCase(`${name}: objectives`, objectivesOutcome(leg)),
    ...(comparison === null
      ? []
      : [
          testCase(
            `${name}: no regression`,
            comparisonOutcome(leg),
            (comparison.found?.metrics ?? [])
              .filter(({ verdict }) => verdict === 'regression' || verdict === 'improvement')
              .toSorted(worstFirst)
              .map((metric) => `${metric.verdict}: ${shifted(metric)}`),
          ),
        ]),
    ...sourcesCase(leg, sources),
    ...mishaps(`${name}: the script ends in order`, undoneTexts(leg)),
    testCase(
      `${name}: history`,
      historyOutcome(leg, changes),
      history.changes.length > 0 ? [openChangesText(leg)] : [],
    ),
  ];
}

/** Where too little is known for a change to be found, nothing has passed. */
function historyOutcome(leg: GateLeg, changes: GateResult['changes']): CaseOutcome | null {
  const { history } = leg;
  if (changes === 'fail' && history.changes.length > 0)
    return { element: 'failure', type: 'change', message: openChangesText(leg) };
  return history.unknown === null ? null : { element: 'skipped', type: 'too-few', message: history.unknown };
}

/** None where no run had a monitor: nothing was asked of any. */
function sourcesCase(leg: GateLeg, sources: GateResult['sources']): TestCase[] {
  if (leg.runs.every(({ watched }) => watched === 0)) return [];
  const message = silentText(leg);
  const outcome: CaseOutcome | null =
    message === '' ? null : { element: sources === 'require' ? 'error' : 'skipped', type: 'no-data', message };
  return [testCase(`${legName(leg)}: monitors`, outcome)];
}

function runsOutcome(leg: GateLeg): CaseOutcome | null {
  if (leg.failure !== null) return { element: 'error', type: 'not-made', message: leg.failure };
  const ended = leg.runs.find(({ exitCode, endedBy }) => endsAll(exitCode, endedBy));
  if (ended) return { element: 'error', type: 'ended', message: `${ended.id} ended with ${ended.exitCode}` };
  const valid = leg.runs.filter((run) => run.valid).length;
  const message = valid >= leg.repeats ? disturbedText(leg) : runsText(leg);
  return valid >= leg.repeats && message === '' ? null : { element: 'error', type: 'inconclusive', message };
}

function objectivesOutcome({ runs }: GateLeg): CaseOutcome | null {
  const of = (code: number) => runs.filter(({ valid, exitCode }) => valid && exitCode === code);
  const message = (found: GateLeg['runs']) => found.map(({ id, broken }) => `${broken.join(', ')} in ${id}`).join('; ');
  if (of(3).length > 0) return { element: 'failure', type: 'broken', message: message(of(3)) };
  return of(5).length > 0 ? { element: 'error', type: 'no-data', message: message(of(5)) } : null;
}

function comparisonOutcome(leg: GateLeg): CaseOutcome | null {
  const { verdict } = leg.comparison!;
  if (verdict === 'regression') return { element: 'failure', type: 'regression', message: legComparisonText(leg) };
  return verdict === 'inconclusive'
    ? { element: 'error', type: 'inconclusive', message: legComparisonText(leg) }
    : null;
}
