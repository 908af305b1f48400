import type { Project } from '../../config/load.ts';
import { readingsOfMonitor } from '../../config/monitors/readings.ts';
import { kindOfMonitor } from '../../config/monitors/section.ts';
import { UserError } from '../../errors.ts';
import { type MetricNames, metricNames } from '../../exports/metric-names.ts';
import { derivedAsPromql } from '../../monitor/page/as-promql.ts';
import type { Objective } from '../../objectives/objective.ts';
import { promqlFault } from '../../promql/grammar.ts';

/** What flags say of names: `NAME=PROMETHEUS_NAME`, and `TAG=LABEL`. */
export interface NamesGiven {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

/** What Prometheus calls what the objectives are about: as the flags say, else as the project's monitors and rules do. */
export async function namesFor(
  { metrics, labels }: NamesGiven,
  { service, alertRules }: Project,
  objectives: readonly Objective[],
): Promise<MetricNames> {
  const named = pairs(metrics, '--metric');
  for (const [name, value] of named) {
    const at = await promqlFault(value);
    if (at !== undefined)
      throw new UserError({ what: `${JSON.stringify(value)} is no PromQL`, where: { path: `--metric ${name}` } });
  }
  const monitors = Object.values(service.monitors);
  const pages = new Set<string>();
  const assumed: string[] = [];
  for (const { measure } of objectives) {
    const reading = measure.metric;
    if (measure.kind !== 'monitor' || named.has(reading)) continue;
    const query = monitors.flatMap(({ queries }) => queries?.[reading] ?? [])[0];
    const own = monitors.some((settings) => readingsOfMonitor('', settings)?.includes(reading));
    const derived = derivedAsPromql(reading) ?? probeAsPromql(reading);
    if (query !== undefined) named.set(reading, query);
    else if (derived) {
      named.set(reading, derived.expr);
      assumed.push(`${reading} is computed from the page of ${derived.kind}: --metric ${reading}=NAME says another`);
    } else if (!own && monitors.some((settings) => kindOfMonitor(settings) === 'metrics')) pages.add(reading);
  }
  return metricNames(
    { metrics: named, labels: pairs(labels, '--label'), pages, assumed: [...new Set(assumed)] },
    alertRules,
  );
}

/** What a monitor of the kind `http` reads, as blackbox_exporter has it. */
const PROBES: Readonly<Record<string, string>> = {
  availability: 'probe_success',
  probe_duration: 'probe_duration_seconds',
  certificate_remaining: 'probe_ssl_earliest_cert_expiry - time()',
};

function probeAsPromql(reading: string): ReturnType<typeof derivedAsPromql> {
  return Object.hasOwn(PROBES, reading) ? { expr: PROBES[reading]!, kind: 'blackbox_exporter' } : undefined;
}

function pairs(given: readonly string[], flag: string): Map<string, string> {
  return new Map(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()] as const;
      throw new UserError({
        what: `${JSON.stringify(text)} names nothing`,
        where: { path: flag },
        next: `write ${flag} ${flag === '--metric' ? 'http_reqs=http_requests_total' : 'name=route'}`,
      });
    }),
  );
}
