import type { Block, Table } from '../../blocks.ts';
import { type Part, part } from '../../report.ts';
import { type PlanReport, PROJECTED_NOTE } from './model.ts';

/** A plan on a terminal: the answer for each tier, what to deploy, growth, advice with its arithmetic, doubts. */
export function planScreen(report: PlanReport): Part[] {
  const table = (shown: Table, keeps: number): Block => ({ kind: 'table', table: { ...shown, keeps } });
  const list = (items: readonly string[]): Block => ({ kind: 'list', items });
  const { hpa } = report;
  return [
    part('', { kind: 'verdicts', verdicts: report.tiers }),
    part(
      'Replicas: minimum for the peak; recommended with headroom and failures, each on its line or all on one',
      table(report.carried, 7),
    ),
    part(
      'What to deploy (recommended)',
      table(report.resources, 4),
      ...(report.projects ? [{ kind: 'note' as const, text: PROJECTED_NOTE }] : []),
    ),
    part('What to do', { kind: 'steps', steps: report.advice }),
    ...report.growth.map(({ title, table: shown, says }) =>
      part(title, table({ ...shown, turns: true }, 3), list(says)),
    ),
    part('What the peak takes of each resource', table(report.checks, 4)),
    part('What a request takes', table(report.demands, 3)),
    ...(hpa ? [part(hpa.title, list(hpa.says), { kind: 'caveats', items: hpa.caveats })] : []),
    part('What to measure', list(report.confirm)),
    part('What to state in loadkit.config.yaml, for more to be said', list(report.unknown)),
    part('Assumed, since nobody said', list(report.assumed)),
    part('', { kind: 'caveats', items: [...report.caveats, ...report.refused] }),
  ];
}
