import { type Finding, fault, type Path } from '../../input/finding.ts';
import { didYouMean } from '../../input/nearest.ts';
import type { WrittenObjective } from '../../objectives/written/objective.ts';
import type { MonitorsSection } from './section.ts';

/** Whether something can read what an objective limits: else it would have no data for ever, which nobody would see. */
export function readByMonitors({ monitor, where }: WrittenObjective, path: Path, monitors: MonitorsSection): Finding[] {
  if (monitor === undefined) return [];
  const names = Object.keys(monitors);
  if (names.length === 0)
    return [
      fault([...path, 'monitor'], `nothing reads ${JSON.stringify(monitor)}: the configuration has no \`monitors\``, {
        next: 'add monitors: { app: { metrics: /metrics } }, or what else reads it (docs/monitors.md)',
      }),
    ];
  const of = [where?.['monitor'] ?? []].flat();
  return of
    .filter((name) => !/[*!]/.test(name) && !names.includes(name))
    .map((name) =>
      fault([...path, 'where', 'monitor'], `there is no monitor ${JSON.stringify(name)}`, {
        next: didYouMean(name, names),
      }),
    );
}
