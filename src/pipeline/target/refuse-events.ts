import { environmentOf } from '../../config/environment-name.ts';
import { UserError } from '../../errors.ts';
import type { PlannedEvent } from '../../plan/events.ts';
import type { Asked } from '../gather.ts';
import type { RunRequest } from '../request.ts';

/**
 * Refuses to do something to a target in production unless that was confirmed, beside the load itself: UserError (6).
 */
export function refuseEvents(
  { project, tier }: Pick<Asked, 'project' | 'tier'>,
  events: readonly PlannedEvent[],
  { allowEvents = false }: Pick<RunRequest, 'allowEvents'>,
): void {
  if (events.length === 0 || allowEvents) return;
  if (environmentOf(project.service, tier) !== 'production') return;
  const names = events.map(({ name }) => JSON.stringify(name)).join(', ');
  throw new UserError(
    {
      what: `the configuration says environment: production, and the run would do this to it: ${names}`,
      where: { file: project.serviceFile ?? undefined, path: 'events' },
      why: 'commands of events may break what they are run against',
      next: 'if you mean it: --allow-events, beside --production HOST; else take them out of this scenario with `scenarios:`',
    },
    6,
  );
}
