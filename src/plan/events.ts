import * as z from 'zod';
import type { EventsSection } from '../config/events/section.ts';
import { canonicalName } from '../config/profile/name.ts';
import { UserError } from '../errors.ts';
import { formatSpan } from '../units/format.ts';
import type { Plan } from './plan.ts';

/** A command that is run at a moment of the run. Times in seconds, `at` since the scenario began; scaled. */
export const PlannedEvent = z.strictObject({
  name: z.string(),
  at: z.number(),
  /** The program and its arguments. */
  run: z.array(z.string()),
  /** How long the command may take. */
  timeout: z.number(),
  /** How soon after it the service must be as it was before; null: that is only told. */
  within: z.number().nullable(),
  /** Whether a run in which the command failed has no verdict. */
  required: z.boolean(),
});
export type PlannedEvent = z.infer<typeof PlannedEvent>;

/**
 * The events of a run, the earliest first; `file`: where they are written. A search has none: how long it lasts is found
 * out, and so is its load. Throws UserError (2) for one that would, or might, come after the end. Pure.
 */
export function planEvents(events: EventsSection, plan: Plan, file: string | null = null): PlannedEvent[] {
  if (plan.profile === 'capacity') return [];
  const here = [plan.scenario, plan.profile].map(canonicalName);
  const planned = events.flatMap(({ at, within, scenarios, ...event }, index) => {
    if (scenarios && !scenarios.some((name) => here.includes(canonicalName(name)))) return [];
    const scaled = (seconds: number) => Number((seconds * plan.timeScale).toFixed(3));
    const { name, run, timeout, required } = event;
    const when = scaled(at);
    if (plan.duration !== null && when >= plan.duration) throw tooLate(name, index, when, plan, file);
    if (plan.untilSure) throw endedBefore(name, index, plan, file);
    return [{ name, at: when, run, timeout, within: within === undefined ? null : scaled(within), required }];
  });
  return planned.sort((a, b) => a.at - b.at);
}

function tooLate(name: string, index: number, at: number, plan: Plan, file: string | null): UserError {
  const scaled = plan.timeScale === 1 ? '' : ` at --time-scale ${plan.timeScale}`;
  return new UserError({
    what: `the event "${name}" would come after ${formatSpan(at)}${scaled}, and ${plan.scenario} lasts ${formatSpan(plan.duration ?? 0)}`,
    where: { file: file ?? undefined, path: `events[${index}].at` },
    why: 'an event that never happens would leave the run without a verdict',
    next: 'let it come earlier, or say in which scenarios it happens: scenarios: [soak]',
  });
}

function endedBefore(name: string, index: number, { scenario }: Plan, file: string | null): UserError {
  return new UserError({
    what: `the event "${name}" may come after the end of ${scenario}`,
    where: { file: file ?? undefined, path: `events[${index}]` },
    why: '--until-sure ends the load once its verdict is settled, and an event that never happens leaves none',
    next: 'leave out --until-sure, or say in which scenarios the event happens: scenarios: [soak]',
  });
}

/** What will be done, a line for each event: `at 5 min: pod failure: kubectl delete pod app-0 (at most 1 min)`. */
export function plannedEventLines(events: readonly PlannedEvent[]): string[] {
  return events.map(({ name, at, run, timeout, within }) => {
    const back = within === null ? '' : `, as before again within ${formatSpan(within)}`;
    return `at ${formatSpan(at)}: ${name}: ${run.join(' ')} (at most ${formatSpan(timeout)}${back})`;
  });
}
