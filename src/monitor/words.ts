import { kindOfMonitor, type MonitorSettings, type MonitorsSection } from '../config/monitors/section.ts';
import { withoutQuery } from '../redact.ts';
import { formatSpan } from '../units/format.ts';

/** What will be watched, a line for each monitor: `app: the metrics page /metrics of the target, every 1 s`. */
export function monitorLines(monitors: MonitorsSection): string[] {
  return Object.entries(monitors).map(
    ([name, settings]) => `${name}: ${subjectOf(settings)}, every ${formatSpan(settings.every)}`,
  );
}

function subjectOf(settings: MonitorSettings): string {
  switch (kindOfMonitor(settings)) {
    case 'metrics':
      return `the metrics page ${placeOf(settings.metrics!)}`;
    case 'http':
      return `whether ${placeOf(settings.http!)} is there`;
    case 'postgres':
      return `the PostgreSQL server ${placeOf(settings.postgres!)}`;
    case 'kubernetes':
      return `${settings.selector ? `the pods ${settings.selector}` : 'the pods'} of the namespace ${settings.kubernetes}`;
    case 'process':
      return typeof settings.process === 'number'
        ? `the process ${settings.process}`
        : `all processes called ${settings.process}`;
    case 'cgroup':
      return `the control group ${settings.cgroup}`;
    case 'host':
      return 'this machine';
    case 'command':
      return `what ${settings.command![0]} writes`;
    case 'prometheus':
      return `${Object.keys(settings.queries ?? {}).join(', ')} of the Prometheus server ${placeOf(settings.prometheus!)}`;
  }
}

/** An address without user, password and query; a path is one of the target. */
function placeOf(written: string): string {
  return `${withoutQuery(written)}${written.startsWith('/') ? ' of the target' : ''}`;
}
