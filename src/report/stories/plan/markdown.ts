import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import { withoutCommands } from '../../../visible.ts';
import { type Block, inWords, type Table } from '../../blocks.ts';
import { blocksOf } from '../../markdown/blocks.ts';
import { bullets, cell, sentence, symbolOf } from '../../markdown/text.ts';
import type { Part } from '../run/run-model.ts';
import { type PlanReport, PROJECTED_NOTE, planReport, projects } from './model.ts';

/** A plan as a page for a capacity review: the answer, the tables, advice with its arithmetic; the figures folded. */
export function markdownPlan(plan: CapacityPlan): string {
  const report = planReport(plan);
  const parts = [
    `# ${symbolOf(report.sign)} ${sentence(report.title)} · ${sentence(report.headline)}`,
    sentence(report.detail),
    answers(report),
    ...partsOf(report, projects(plan)).flatMap(({ title, blocks }) => {
      const content = blocksOf(blocks);
      return content ? [`## ${sentence(title)}`, content] : [];
    }),
    '<details>\n<summary>Every figure, and the runs</summary>',
    blocksOf([{ kind: 'table', table: report.runs }]),
    figures(report),
    '</details>',
    blocksOf([{ kind: 'facts', facts: report.facts }]),
  ];
  return withoutCommands(`${parts.filter(Boolean).join('\n\n')}\n`);
}

const REPLICAS =
  'Minimum: for the peak. Recommended: with headroom and failures. One line: replicas that carry the same if all share one line.';

function partsOf(report: PlanReport, projected: boolean): Part[] {
  const table = (shown: Table): Block => ({ kind: 'table', table: shown });
  const list = (items: readonly string[]): Block => ({ kind: 'list', items });
  const note = (text: string): Block => ({ kind: 'note', text });
  const { hpa } = report;
  return [
    { title: 'Replicas', blocks: [table(report.carried), note(REPLICAS)] },
    { title: 'What to deploy', blocks: [table(report.resources), ...(projected ? [note(PROJECTED_NOTE)] : [])] },
    { title: 'What the peak takes of each resource', blocks: [table(report.checks)] },
    ...report.growth.map(({ title, table: shown, says }) => ({ title, blocks: [table(shown), list(says)] })),
    { title: 'What to do', blocks: [{ kind: 'steps', steps: report.advice }] },
    ...(hpa ? [{ title: hpa.title, blocks: [list([...hpa.says, ...hpa.caveats])] }] : []),
    { title: 'What to measure', blocks: [list(report.confirm)] },
    { title: 'What to state, for more to be said', blocks: [list(report.unknown)] },
    { title: 'Assumed, since nobody said', blocks: [list(report.assumed)] },
    { title: 'To bear in mind', blocks: [list(report.caveats)] },
  ];
}

function answers({ tiers }: PlanReport): string {
  return bullets(
    tiers.map(
      ({ name, sign, word, says }) => `${symbolOf(sign)} **${sentence(name)}** ${sentence(`${word}: ${says}`)}`,
    ),
  );
}

/** As a list: tables of this length are cut. */
function figures({ figures: shown }: PlanReport): string {
  return bullets(
    inWords(shown).rows.map(
      ([says = '', value = '', basis = '', worked = '']) =>
        `${cell(says)}: **${cell(value)}**, ${basis}${worked ? `: ${sentence(worked)}` : ''}`,
    ),
  );
}
