import type { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Objective } from '../objectives/objective.ts';
import { type Arrivals, arrivalsOf } from '../plan/arrivals.ts';
import type { Plan, Stage } from '../plan/plan.ts';
import type { Setting } from '../validity/disturbance.ts';

/**
 * What a run was asked and what was measured of it: what the judges of this room read. What several ask for is computed
 * once.
 */
export class Measurement {
  readonly plan: Plan;
  /** The objectives as they were asked for. */
  readonly asked: readonly Objective[];
  readonly setting: Setting;
  readonly timeline: Timeline;
  readonly #arrivals = new Map<string, Arrivals | undefined>();
  #counted: GeneratorCell[] | undefined;

  constructor({ plan, asked, setting }: Pick<Measurement, 'plan' | 'asked' | 'setting'>, timeline: Timeline) {
    this.plan = plan;
    this.asked = asked;
    this.setting = setting;
    this.timeline = timeline;
  }

  /** The same with its judged parts as they turned out. */
  judgedAs(timeline: Timeline): Measurement {
    return timeline === this.timeline ? this : new Measurement(this, timeline);
  }

  /** The stages on which the verdict rests, by name; none of a plain script. */
  get countedStages(): string[] {
    return this.plan.stages.filter(({ counts }) => counts).map(({ name }) => name);
  }

  /** The same, where cells without a stage are those of a plain script. */
  get countedParts(): string[] {
    return this.plan.stages.length === 0 ? [''] : this.countedStages;
  }

  /** What became of the arrivals of a stage's judged part. */
  arrivals(stage: Stage): Arrivals | undefined {
    if (!this.#arrivals.has(stage.name)) this.#arrivals.set(stage.name, arrivalsOf(stage, this.plan, this.timeline));
    return this.#arrivals.get(stage.name);
  }

  /** The generator's cell of a stage; none where nothing was heard of it. */
  generatorIn(stage: string): GeneratorCell[] {
    const cell = this.timeline.generatorIn(stage);
    return cell ? [cell] : [];
  }

  /** The generator's cells of the parts on which the verdict rests. */
  get counted(): GeneratorCell[] {
    this.#counted ??=
      this.plan.stages.length === 0
        ? [this.timeline.started]
        : this.countedStages.flatMap((name) => this.generatorIn(name));
    return this.#counted;
  }
}
