import { type Finding, fault, type Path } from '../../input/finding.ts';
import { didYouMean } from '../../input/nearest.ts';
import { tagMatches } from '../../metrics/selector.ts';
import type { WrittenObjective } from '../../objectives/written/objective.ts';
import { readingsOfMonitor } from './readings.ts';
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
  const of = where?.['monitor'] ?? '*';
  const strange = [of].flat().filter((name) => !/[*!]/.test(name) && !names.includes(name));
  if (strange.length > 0)
    return strange.map((name) =>
      fault([...path, 'where', 'monitor'], `there is no monitor ${JSON.stringify(name)}`, {
        next: didYouMean(name, names),
      }),
    );
  const read = names.filter((name) => tagMatches(of, name)).map((name) => readingsOfMonitor(name, monitors[name]!));
  if (read.some((each) => each === undefined || each.includes(monitor))) return [];
  return [
    fault([...path, 'monitor'], `no monitor reads ${JSON.stringify(monitor)}`, {
      next: didYouMean(monitor, [...new Set(read.flatMap((each) => each ?? []))]),
    }),
  ];
}
