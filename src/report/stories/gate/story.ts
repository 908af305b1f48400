import type { GateResult } from '../../../gate/gate-result.ts';
import { formatDate } from '../../../units/format.ts';
import type { Block, Table } from '../../blocks.ts';
import { part, type Report, type Section } from '../../report.ts';
import { type GateReport, gateReport } from './model.ts';
import { gateSuite } from './suite.ts';

/** A gate: which of its runs pass, what got worse, what to do. */
export function reportOfGate(gate: GateResult): Report {
  const said = gateReport(gate);
  const { title, decision, sign, word, facts } = said;
  return {
    kind: 'gate',
    document: { file: 'gate.json', content: gate },
    stem: 'gate',
    name: `${title}: ${decision.headline}`,
    title,
    about: [gate.target ?? ''].filter(Boolean),
    id: formatDate(gate.madeAt),
    at: gate.madeAt,
    made: `loadkit ${gate.loadkit}, gate ${gate.gate}`,
    sign,
    word,
    standing: '',
    decision,
    ruler: undefined,
    answers: [],
    lead: [{ kind: 'verdicts', verdicts: said.legs }],
    cover: facts,
    sections: sections(said),
    comment: {
      subject: title,
      parts: [
        part('', ...(decision.detail ? [note(decision.detail)] : []), { kind: 'verdicts', verdicts: said.legs }),
        part('What changed', { kind: 'list', items: said.changedLines }),
        part('What to do', { kind: 'steps', steps: said.next }),
        part('To bear in mind', { kind: 'caveats', items: said.caveats }),
      ],
      folded: {
        title: 'Every run',
        blocks: [table(said.differs), { kind: 'list', items: said.runLines }],
        parts: [],
      },
      foot: facts,
    },
    screen: [
      part('', { kind: 'verdicts', verdicts: said.legs }),
      part('What changed', table({ ...said.changed, keeps: 7 })),
      part('What else differs from the baseline', table(said.differs)),
      part('What to do', { kind: 'steps', steps: said.next }),
      part('', { kind: 'caveats', items: said.caveats }),
    ],
    suite: gateSuite(gate, said),
  };
}

function sections(said: GateReport): Section[] {
  return [
    section('What changed?', 'Metrics that got worse or better', [table(said.changed)], said.changed),
    section('What to do?', 'What follows', said.next.length > 0 ? [{ kind: 'steps', steps: said.next }] : []),
    section('What else differs?', 'Between the baseline and these runs', [table(said.differs)], said.differs),
    section(
      'What would be seen?',
      'The smallest shift that is shown in 9 of 10 cases',
      [table(said.sees), { kind: 'fold', title: 'Of each endpoint', blocks: [table(said.seesOfEndpoints)] }],
      said.sees,
    ),
    section(
      'What was compared?',
      'Every metric',
      [{ kind: 'fold', title: 'Every metric', blocks: [table(said.compared)] }],
      said.compared,
    ),
    section('Which runs?', 'The runs of this gate', [table(said.runs)], said.runs),
    section(
      'How far can this be trusted?',
      'To bear in mind',
      said.caveats.length > 0 ? [{ kind: 'caveats', items: said.caveats }] : [],
    ),
    section('Where does it come from?', '', [{ kind: 'facts', facts: said.facts }]),
  ].filter(({ blocks }) => blocks.length > 0);
}

/** A section, with no block where the table that it is about has no row. */
function section(question: string, finding: string, blocks: readonly Block[], about?: Table): Section {
  return { question, finding, blocks: about && about.rows.length === 0 ? [] : blocks };
}

function table(shown: Table): Block {
  return { kind: 'table', table: shown };
}

function note(text: string): Block {
  return { kind: 'note', text };
}
