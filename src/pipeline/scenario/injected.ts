import { systemTagsWith } from '../../k6/local/options.ts';
import { plainOptions } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Injected } from '../../scenario/injected.ts';
import type { OpenTarget } from '../target/open-target.ts';

/**
 * What a run writes into its bundle's first line. `trace`: eight digits of its own; `named`: the tags that objectives
 * name.
 */
export function injectedOf(plan: Plan, target: OpenTarget, trace: string, named: readonly string[]): Injected {
  const script = plan.profile === 'script';
  const search = plan.profile === 'capacity';
  const steered = search && plan.arrivals === 'poisson';
  return {
    target: target.shown,
    seed: plan.seed,
    timeScale: plan.timeScale,
    stages: script ? null : plan.stages.map(({ name, from }) => ({ name, from })),
    options: script ? null : plan.options,
    // A trial's options are k6's own.
    plainOptions: script ? null : search && !steered ? plan.options : plainOptions(plan),
    hosts: target.safety.hosts,
    // The counts by number in flight must know whose a sample is.
    systemTags: systemTagsWith(steered ? [...named, 'vu'] : named),
    ...(search ? { replaces: true, pauses: false } : {}),
    ...(plan.traces === undefined ? {} : { traces: { share: plan.traces, run: trace } }),
  };
}
