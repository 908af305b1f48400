import type { Result } from '../../../result/result.ts';
import type { Report, Section } from '../../report.ts';
import { markOf } from '../../words.ts';
import type { RunModel } from './run-model.ts';

/** The report of a run, whatever run it was: its sections are told by its story. */
export function reportOfRun(model: RunModel, { run, provenance }: Result, sections: readonly Section[]): Report {
  const { title, verdict } = model;
  const { word } = markOf(verdict);
  const fact = (name: string) => [...model.facts, ...model.provenance].find(([label]) => label === name)?.[1] ?? '';
  return {
    kind: 'load test report',
    name: `${word}: ${title}`,
    title,
    about: [model.tested, fact('Date')],
    id: run.id,
    at: run.startedAt,
    made: `loadkit ${provenance.loadkit}, k6 ${provenance.engine.k6}, run ${run.id}`,
    sign: verdict,
    word,
    standing: model.standing,
    decision: model.decision,
    ruler: model.ruler,
    answers: model.answers,
    lead: [],
    cover: [
      ['Service', model.tested],
      ['Scenario', title],
      ['Run', [fact('Date'), fact('Duration'), run.id].join(', ')],
      ['Requests', fact('Requests')],
    ],
    sections,
  };
}
