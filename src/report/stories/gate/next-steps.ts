import { settingBaseline } from '../../../gate/compared-leg.ts';
import type { GateLeg, GateResult } from '../../../gate/gate-result.ts';
import { endsAll } from '../../../judge/exit-code.ts';
import type { Step } from '../../blocks.ts';
import { disturbedText, legName, silentText } from './leg-words.ts';

/** What to do about a gate, leg by leg; first of all how it is resumed, where it was stopped. */
export function gateSteps({ legs, stoppedBy }: GateResult): Step[] {
  const texts = legs.flatMap((leg) => stepsOf(leg).map((text) => `${legName(leg)}: ${text}`));
  // One that ended this gate would end the next one, too: it is made anew.
  const made = legs.flatMap(({ runs }) =>
    runs.filter(({ exitCode, endedBy }) => !endsAll(exitCode, endedBy)).map(({ id }) => id),
  );
  const resume = `make the missing ones: loadkit gate --resume ${made.join(',')}`;
  return [...(stoppedBy !== null && made.length > 0 ? [resume] : []), ...texts].map((text) => ({
    text,
    arithmetic: [],
  }));
}

function stepsOf(leg: GateLeg): string[] {
  const { comparison, runs, history } = leg;
  const next = comparison?.next ?? null;
  return [
    ...(next === null ? [] : [next]),
    ...(comparison?.verdict === 'regression'
      ? [`find what changed; if it is meant, ${settingBaseline(runs.filter(({ valid }) => valid))}`]
      : []),
    ...(disturbedText(leg) === ''
      ? []
      : [
          'make the gate again with the target on CPUs of its own, or when nothing else works on the machine; what it misses there is its own',
        ]),
    ...(silentText(leg) === ''
      ? []
      : ["mend what the monitor reads (each run's report says why it read nothing), or take it out"]),
    ...[...new Set(history.changes.map(({ since }) => since))].map(
      (since) => `find what changed at ${since}; if it is meant, loadkit history accept ${since} --why '…'`,
    ),
  ];
}
