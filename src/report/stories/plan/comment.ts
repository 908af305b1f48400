import type { Block, Table } from '../../blocks.ts';
import { type Comment, type Part, part } from '../../report.ts';
import { type PlanReport, PROJECTED_NOTE } from './model.ts';

const REPLICAS =
  'Minimum: for the peak. Recommended: with headroom and failures. One line: replicas that carry the same if all share one line.';

/** A plan as a comment for a capacity review: the answer, the tables, advice with its arithmetic; the figures folded. */
export function planComment(report: PlanReport): Comment {
  return {
    subject: report.title,
    parts: [
      {
        title: '',
        blocks: [
          { kind: 'note', text: report.detail },
          { kind: 'verdicts', verdicts: report.tiers },
        ],
      },
      ...partsOf(report),
    ],
    folded: {
      title: 'Every figure, and the runs',
      blocks: [
        { kind: 'table', table: report.runs },
        { kind: 'list', items: report.figures.map(figureText) },
      ],
      parts: [],
    },
    foot: report.facts,
  };
}

function partsOf(report: PlanReport): Part[] {
  const table = (shown: Table): Block => ({ kind: 'table', table: shown });
  const list = (items: readonly string[]): Block => ({ kind: 'list', items });
  const note = (text: string): Block => ({ kind: 'note', text });
  const { hpa } = report;
  return [
    part('Replicas', table(report.carried), note(REPLICAS)),
    part('What to deploy', table(report.resources), ...(report.projects ? [note(PROJECTED_NOTE)] : [])),
    part('What the peak takes of each resource', table(report.checks)),
    part('What a request takes', table(report.demands)),
    ...report.growth.map(({ title, table: shown, says }) => part(title, table(shown), list(says))),
    part('What to do', { kind: 'steps', steps: report.advice }),
    ...(hpa ? [part(hpa.title, list([...hpa.says, ...hpa.caveats]))] : []),
    part('What to measure', list(report.confirm)),
    part('What to state, for more to be said', list(report.unknown)),
    part('Assumed, since nobody said', list(report.assumed)),
    part('To bear in mind', { kind: 'caveats', items: report.caveats }),
  ];
}

/** In a line: tables of this length are cut. */
function figureText({ says, value, basis, worked }: PlanReport['figures'][number]): string {
  return `${says}: ${value}, ${basis}${worked ? `: ${worked}` : ''}`;
}
