import { SYSTEM_TAGS } from '../k6/options.ts';
import { plainOptions } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Injected } from '../scenario/injected.ts';
import type { OpenTarget } from './target.ts';

/** What a run writes into its bundle's first line. `trace`: eight digits of its own. */
export function injectedOf(plan: Plan, target: OpenTarget, trace: string): Injected {
  const script = plan.profile === 'script';
  const search = plan.profile === 'capacity';
  return {
    target: target.url,
    seed: plan.seed,
    timeScale: plan.timeScale,
    stages: script ? null : plan.stages.map(({ name, from }) => ({ name, from })),
    options: script ? null : plan.options,
    plainOptions: script ? null : plainOptions(plan),
    safety: target.safety,
    // The counts by number in flight must know whose a sample is.
    systemTags: search ? [...SYSTEM_TAGS, 'vu'] : SYSTEM_TAGS,
    ...(search ? { replaces: true, pauses: false } : {}),
    ...(plan.traces === undefined ? {} : { traces: { share: plan.traces, run: trace } }),
  };
}
