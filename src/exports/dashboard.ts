import type { Limit, Objective } from '../objectives/objective.ts';
import { measureText } from '../objectives/selectors.ts';
import { isUpper } from '../objectives/zone.ts';
import type { Exported } from './alert-rules.ts';
import { measurePromql } from './measure-promql.ts';
import type { MetricNames } from './metric-names.ts';

/** The grid of a dashboard is 24 wide. */
const WIDTH = 12;
const HEIGHT = 8;
const COLOURS = { good: 'green', degraded: 'orange', critical: 'red' } as const;
const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'bytes',
  ratio: 'percentunit',
  'per second': 'reqps',
  count: 'short',
};

/**
 * Objectives as a dashboard of Grafana (JSON model, schema 39): a panel each, over time, with its limits as thresholds.
 * The server that it asks is chosen at its head. What cannot be asked of a Prometheus is left out, with the reason. Pure.
 */
export function exportDashboard(objectives: readonly Objective[], names: MetricNames): Exported {
  const left: { name: string; reason: string }[] = [];
  const panels: object[] = [];
  for (const objective of objectives) {
    const measure = measurePromql(objective, names);
    if ('reason' in measure) {
      left.push({ name: objective.name, reason: measure.reason });
      continue;
    }
    const { target, critical, unit } = objective;
    const at = panels.length;
    panels.push({
      id: at + 1,
      type: 'timeseries',
      title: objective.name,
      description: measureText(objective),
      datasource: DATASOURCE,
      gridPos: { x: (at % 2) * WIDTH, y: Math.floor(at / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
      targets: [
        { refId: 'A', expr: measure.expr('$__rate_interval'), legendFormat: objective.name, datasource: DATASOURCE },
      ],
      fieldConfig: {
        defaults: {
          unit: measure.scale === 1 ? (UNITS[unit] ?? 'short') : 'short',
          custom: { thresholdsStyle: { mode: 'line' } },
          thresholds: { mode: 'absolute', steps: stepsOf(target, critical, measure.scale) },
        },
        overrides: [],
      },
    });
  }
  const dashboard = {
    title: 'Objectives (loadkit)',
    uid: 'loadkit-objectives',
    description: names.assumed.join('. '),
    schemaVersion: 39,
    version: 1,
    tags: ['loadkit'],
    time: { from: 'now-6h', to: 'now' },
    refresh: '30s',
    templating: { list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
    panels,
  };
  return { text: `${JSON.stringify(dashboard, null, 2)}\n`, left, held: panels.length };
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Colours from the least value on: where less is better green first, else red. */
function stepsOf(target: Limit | null, critical: Limit | null, scale: number): object[] {
  const limit = target ?? critical!;
  const less = target ? isUpper(target) : !isUpper(critical!);
  const value = ({ value: at }: Limit) => Number((at * scale).toPrecision(12));
  const outer = critical && target ? critical : limit;
  const between = critical && target ? [target] : [];
  return less
    ? [
        { color: COLOURS.good, value: null },
        ...between.map((each) => ({ color: COLOURS.degraded, value: value(each) })),
        { color: COLOURS.critical, value: value(outer) },
      ]
    : [
        { color: COLOURS.critical, value: null },
        ...(between.length > 0 ? [{ color: COLOURS.degraded, value: value(outer) }] : []),
        { color: COLOURS.good, value: value(limit) },
      ];
}
