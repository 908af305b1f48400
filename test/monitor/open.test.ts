import { expect, it } from 'vitest';
import { MonitorsSection } from '../../src/config/monitors/section.ts';
import { openMonitors } from '../../src/monitor/open.ts';
import { monitorOf, watching } from '../fixtures/record.ts';

it('a monitor knows the metrics that objectives name of it, by its name, a pattern, or of any', async () => {
  const of = (metric: string, where: Record<string, string>) => watching({ measure: monitorOf(metric, 'avg', where) });
  const objectives = [
    of('any', {}),
    of('own', { monitor: 'app' }),
    of('fitting', { monitor: 'a*' }),
    of('other', { monitor: 'db' }),
  ];
  const monitors = MonitorsSection.parse({ app: { metrics: 'http://127.0.0.1:9/metrics' } });
  const [monitor] = await openMonitors({ monitors, target: null, allow: [], objectives, cwd: '.', env: {} });
  expect(monitor!.named).toEqual(new Set(['any', 'own', 'fitting']));
});
