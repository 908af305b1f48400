import type { RunFigures } from '../../compare/runs/run-figures.ts';
import type { GateEntry } from '../../config/gate/gate-file.ts';
import type { Project } from '../../config/load.ts';
import type { Installation } from '../installation.ts';
import type { RunRequest } from '../request.ts';
import { findScenario } from '../scenario/scenario-file.ts';
import { chooseTier } from '../tiers.ts';
import type { GateRequest } from './gate-request.ts';
import type { ReadGate } from './read-gate.ts';

/** A scenario at a tier, and the request by which each of its runs is made. */
export interface Leg {
  readonly scenario: string;
  readonly tier: string;
  readonly repeats: number;
  readonly retries: number;
  readonly compare: 'baseline' | 'none';
  readonly request: RunRequest;
}

/** A leg with its baseline. */
export interface LegWithBaseline {
  readonly leg: Leg;
  readonly baseline: readonly RunFigures[] | null;
}

/** The legs of a gate, in the order in which they are made. UserError (2) for a scenario that is not there. */
export function legsOf({ gate }: ReadGate, request: GateRequest, project: Project, install: Installation): Leg[] {
  return gate.runs.flatMap((entry) => {
    const { name } = findScenario(entry.scenario, project.root, request.run.cwd, install.scenarios);
    const tiers = entry.tiers ?? [chooseTier(project, request.run.tier).name];
    return tiers.map((tier) => ({
      scenario: name,
      tier,
      repeats: entry.repeats ?? gate.repeats,
      retries: gate.retries,
      compare: entry.compare ?? gate.compare,
      request: requestFor(entry, tier, gate.failOn, request.run),
    }));
  });
}

function requestFor(entry: GateEntry, tier: string, failOn: RunRequest['failOn'], common: RunRequest): RunRequest {
  return {
    ...common,
    scenario: entry.scenario,
    tier,
    failOn,
    timeScale: entry.timeScale ?? common.timeScale,
    objectives: entry.objectives ?? common.objectives,
    sets: entry.set ?? common.sets,
  };
}
