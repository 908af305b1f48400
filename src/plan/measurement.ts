import type { GeneratorCell } from '../metrics/generator/generator-cell.ts';
import type { Timeline } from '../metrics/timeline/timeline.ts';
import type { Objective } from '../objectives/objective.ts';
import { decides } from '../objectives/severity.ts';
import { type Arrivals, arrivalsOf } from './arrivals/arrivals.ts';
import type { Plan, Stage } from './plan.ts';
import { tightestLatency } from './users.ts';

/** A measurement that may still go on, so that nothing of it can be computed once for all. */
export type OngoingMeasurement = Pick<Measurement, 'plan' | 'timeline'>;

/**
 * What a run was asked and what was measured of it until some moment: what every judge reads. What several of them ask
 * for is computed once; of a timeline that grew since then a new measurement is made.
 */
export class Measurement {
  readonly plan: Plan;
  /** The objectives as they were asked for. */
  readonly asked: readonly Objective[];
  /** Whether the target shares the generator's machine. */
  readonly hostsTarget: boolean;
  readonly timeline: Timeline;
  readonly #computed = new Map<unknown, unknown>();
  readonly #arrivals = new Map<string, Arrivals | undefined>();
  #counted: GeneratorCell[] | undefined;

  constructor({ plan, asked, hostsTarget }: Pick<Measurement, 'plan' | 'asked' | 'hostsTarget'>, timeline: Timeline) {
    this.plan = plan;
    this.asked = asked;
    this.hostsTarget = hostsTarget;
    this.timeline = timeline;
  }

  /** The same with its judged parts as they turned out. */
  judgedAs(timeline: Timeline): Measurement {
    return timeline === this.timeline ? this : new Measurement(this, timeline);
  }

  /** What a function gives for this measurement, which is computed for the first who asks. */
  once<T>(compute: (measurement: Measurement) => T): T {
    if (!this.#computed.has(compute)) this.#computed.set(compute, compute(this));
    return this.#computed.get(compute) as T;
  }

  /** Of what was asked for, what the verdict may rest on: warnings and what is silenced stand beside it. */
  get deciding(): readonly Objective[] {
    return this.asked.filter(decides);
  }

  /** The tightest limit on latency on which the verdict may rest, seconds. */
  get tightest(): number | undefined {
    return tightestLatency(this.deciding);
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
