import type { InjectedStage } from './injected.ts';

/** The name of the stage at a moment, in seconds since the scenario began. Before the first stage it is the first. */
export function stageAt(stages: readonly InjectedStage[], seconds: number): string | undefined {
  let name = stages[0]?.name;
  for (const stage of stages) {
    if (stage.from > seconds) break;
    name = stage.name;
  }
  return name;
}
