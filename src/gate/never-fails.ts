import type { RunFigures } from '../compare/runs/run-figures.ts';
import type { Problem } from '../errors.ts';
import type { FailOn } from '../judge/exit-code.ts';
import { isSilenced, type Weighed } from '../objectives/severity.ts';
import { repeatsNeeded, sightsOf } from './sight.ts';

/** An objective by what matters here: whether anybody stated it, and whether it can fail a run. */
export interface GatedObjective {
  readonly name: string;
  readonly stated: boolean;
  /** Why it fails nothing: `a warning`, `silenced until …`; null: it can. */
  readonly harmless: string | null;
}

/** An objective, or its line in a result, as a gate sees it that fails on this. */
export function gatedObjective(
  { name, source, ...weighed }: Weighed & { readonly name: string; readonly source: string },
  failOn: FailOn,
): GatedObjective {
  const silenced = isSilenced(weighed) ? `silenced until ${weighed.silence?.until}` : null;
  const warns = weighed.severity === 'warning' && failOn !== 'warning' ? 'a warning' : null;
  return { name, stated: source !== 'default', harmless: silenced ?? warns };
}

/** What a leg asks, before a run is made. */
export interface AskedLeg {
  readonly scenario: string;
  readonly tier: string;
  readonly repeats: number;
  readonly compare: 'baseline' | 'none';
  readonly baseline: readonly RunFigures[] | null;
  readonly objectives: readonly GatedObjective[];
}

/** Why a leg can never fail, or asks what can never be answered; none where it can. Each is told with what to do. */
export function neverFails(leg: AskedLeg): Problem[] {
  const { scenario, tier, repeats, compare, baseline, objectives } = leg;
  const where = { path: `${scenario} at ${tier}` };
  const compares = compare === 'baseline' && baseline !== null;
  if (compares) {
    const { blind } = sightsOf(baseline, repeats);
    if (blind === null) return [];
    const needed = repeatsNeeded(baseline);
    return [
      {
        what: 'this comparison can never fail',
        where,
        why: blind,
        next:
          needed === undefined
            ? 'make a baseline of more runs: loadkit baseline set <runs>'
            : `write repeats: ${needed}, make a baseline of more runs, or write compare: none`,
      },
    ];
  }
  if (objectives.some(({ stated, harmless }) => stated && harmless === null)) return [];
  const stated = objectives.filter((objective) => objective.stated);
  const missing = compare === 'none' ? 'nothing is compared' : 'there is no baseline';
  const why =
    stated.length === 0
      ? `no objective is stated, and ${missing}`
      : `no objective can fail a run (${stated.map(({ name, harmless }) => `${name}: ${harmless}`).join(', ')}), and ${missing}`;
  return [
    {
      what: 'this gate can never fail',
      where,
      why,
      next: `state an objective that fails a run, or compare: make ${repeats} runs and loadkit baseline set <runs>`,
    },
  ];
}
