import { metricLabel } from '../../compare/runs/run-metrics.ts';
import type { ForeseenGate, ForeseenLeg } from '../../gate/foreseen.ts';
import type { Sight } from '../../gate/gate-result.ts';
import { formatRatio, formatSpan, formatValue } from '../../units/format.ts';
import { plural } from '../words.ts';
import { tableLines } from './table-lines.ts';

/** What a gate is going to do, for people: a row a leg, the total, what each would see. */
export function foreseenText({ gate, legs, duration }: ForeseenGate): string {
  const runs = legs.reduce((sum, { repeats }) => sum + repeats, 0);
  const lines = [
    `${gate === 'gate' ? 'gate' : `gate ${gate}`}: ${plural(runs, String(runs), 'run')}, ${duration === null ? 'of a length that nobody knows' : `${formatSpan(duration)} of load`}`,
    '',
    ...tableLines([
      ['scenario', 'tier', 'runs', 'each', 'retries', 'compared with', 'fails on'],
      ...legs.map((leg) => [
        leg.scenario,
        leg.tier,
        String(leg.repeats),
        leg.duration === null ? '?' : formatSpan(leg.duration),
        String(leg.retries),
        comparedWith(leg),
        leg.objectives
          .filter(({ harmless }) => harmless === null)
          .map(({ name }) => name)
          .join(', ') || 'no objective',
      ]),
    ]),
    ...legs.flatMap(sightLines),
    '',
    '  Nothing was sent.',
  ];
  return `${lines.join('\n')}\n`;
}

function comparedWith({ compare, baseline }: ForeseenLeg): string {
  if (compare === 'none') return 'nothing';
  return baseline === null ? 'no baseline yet' : plural(baseline, String(baseline), 'run');
}

function sightLines({ scenario, tier, compare, baseline, repeats, sights }: ForeseenLeg): string[] {
  const name = `${scenario} at ${tier}`;
  if (compare === 'baseline' && baseline === null)
    return [
      '',
      `${name}: there is no baseline, so its comparison will be inconclusive (exit 5).`,
      '  Next: run the gate, then loadkit baseline set <its runs>.',
    ];
  if (sights === null) return [];
  const { sees, blindToEndpoints } = sights;
  return [
    '',
    `${name}: the smallest shift that ${plural(repeats, String(repeats), 'run')} show in 9 of 10 cases`,
    ...tableLines([
      ['metric', 'baseline', 'shift'],
      ...sees.map((sight) => [metricLabel(sight), formatValue(sight.median, sight.unit), shiftOf(sight)]),
    ]),
    ...(blindToEndpoints === null ? [] : [`  ! Endpoints: ${blindToEndpoints}.`]),
  ];
}

function shiftOf({ relative, shift, unit }: Sight): string {
  return relative === null || unit === 'ratio' ? formatValue(shift, unit, 2) : formatRatio(relative, 2);
}
