import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import { type Block, columnsOf, type Table } from '../../blocks.ts';
import type { Report, Section } from '../../report.ts';
import { planComment } from './comment.ts';
import { type PlanReport, PROJECTED_NOTE, planReport } from './model.ts';
import { planScreen } from './screen.ts';
import { planSuite } from './suite.ts';

const ONE_LINE = 'One line: the replicas that carry the same if all of them share one line; the optimistic bound.';

/** Pages of arithmetic are no reading matter. */
const FIGURES = 'Every figure with its arithmetic: plan.json, plan.html, plan.md.';

/** A capacity plan: what must be deployed, for which tier, and when. */
export function reportOfPlan(plan: CapacityPlan): Report {
  const said = planReport(plan);
  const { title, headline, detail, facts } = said;
  return {
    kind: 'capacity plan',
    document: { file: 'plan.json', content: plan },
    stem: 'plan',
    name: `${title}: ${headline}`,
    title,
    about: [],
    id: said.date,
    at: plan.madeAt,
    made: `loadkit ${plan.loadkit}, capacity plan`,
    sign: said.sign,
    word: said.word,
    standing: '',
    decision: { headline, detail },
    ruler: undefined,
    answers: [],
    lead: [{ kind: 'verdicts', verdicts: said.tiers }],
    cover: facts,
    sections: sections(said),
    comment: planComment(said),
    screen: planScreen(said),
    suite: planSuite(plan, said),
  };
}

function sections(said: PlanReport): Section[] {
  const growth = said.growth.flatMap(({ title, table: shown, says }): Block[] => [
    { kind: 'heading', text: title },
    table(shown),
    list(says),
  ]);
  const assumed: Block[] = [{ kind: 'heading', text: 'Assumed, since nobody said' }, list(said.assumed)];
  const hpa = said.hpa;
  return [
    section('How many replicas?', 'Minimum for the peak; recommended with headroom and failures', [
      table(said.carried),
      { kind: 'note', text: ONE_LINE },
    ]),
    section('What to deploy?', 'The recommended sizing of each tier', [
      table(said.resources),
      ...(said.projects ? [{ kind: 'note' as const, text: PROJECTED_NOTE }] : []),
    ]),
    section(
      'What is shared?',
      'What the peak takes of each resource',
      said.checks.rows.length > 0 ? [table(said.checks)] : [],
    ),
    section(
      'What does a request take?',
      'Stated, or measured by monitors, with the 95 % interval',
      said.demands.rows.length > 0 ? [table(said.demands)] : [],
    ),
    section('When is more needed?', 'Growth', growth),
    section(
      'What to do?',
      'What follows, with its arithmetic',
      said.advice.length > 0 ? [{ kind: 'steps', steps: said.advice }] : [],
    ),
    section(
      'How would it scale by itself?',
      hpa?.title ?? '',
      hpa
        ? [list(hpa.says), { kind: 'heading', text: 'To bear in mind' }, { kind: 'caveats', items: hpa.caveats }]
        : [],
    ),
    section(
      'What to measure?',
      'Measurements that would confirm the plan',
      said.confirm.length > 0 ? [list(said.confirm)] : [],
    ),
    section('What is not known?', 'To be stated in loadkit.config.yaml', [
      ...(said.unknown.length > 0 ? [list(said.unknown)] : []),
      ...(said.assumed.length > 0 ? assumed : []),
    ]),
    section(
      'How far can this be trusted?',
      'To bear in mind',
      said.caveats.length > 0 ? [{ kind: 'caveats', items: said.caveats }] : [],
    ),
    section('Where do the numbers come from?', 'Runs, and every figure with its arithmetic', [
      table(said.runs),
      { kind: 'fold', title: 'Every figure', blocks: [table(figureTable(said))], onPaper: FIGURES },
      { kind: 'fold', title: 'Provenance', blocks: [{ kind: 'facts', facts: said.facts }] },
    ]),
  ].filter(({ blocks }) => blocks.length > 0);
}

function figureTable({ figures }: PlanReport): Table {
  return {
    columns: columnsOf(['Figure', 'Value', 'Basis', 'Arithmetic'], {
      Value: 'text',
      Basis: 'text',
      Arithmetic: 'text',
    }),
    rows: figures.map(({ says, value, basis, worked }) => [says, value, basis, worked]),
  };
}

function section(question: string, finding: string, blocks: readonly Block[]): Section {
  return { question, finding, blocks };
}

function table(shown: Table): Block {
  return { kind: 'table', table: shown };
}

function list(items: readonly string[]): Block {
  return { kind: 'list', items };
}
