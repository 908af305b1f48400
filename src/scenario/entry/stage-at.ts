import type { InjectedStage } from '../injected.ts';

/** The stage of a moment. */
export interface StageAt {
  /** Undefined where there are no stages. */
  readonly name: string | undefined;
  /** When the next one begins, in seconds since the scenario began; Infinity for the last. */
  readonly until: number;
}

/** The stage at a moment, in seconds since the scenario began. Before the first stage it is the first. */
export function stageAt(stages: readonly InjectedStage[], seconds: number): StageAt {
  let name = stages[0]?.name;
  for (const stage of stages) {
    if (stage.from > seconds) return { name, until: stage.from };
    name = stage.name;
  }
  return { name, until: Number.POSITIVE_INFINITY };
}
