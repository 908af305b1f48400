import type { FailOn } from '../../../judge/exit-code.ts';
import type { Result } from '../../../result/result.ts';
import type { Report } from '../../report.ts';
import { markOf } from '../../words.ts';
import { runComment } from './comment.ts';
import type { RunModel } from './run-model.ts';
import type { RunStory } from './run-story.ts';
import { runSuite } from './suite.ts';

/** The report of a run, whatever run it was: its pieces are told by its story. */
export function reportOfRun(model: RunModel, result: Result, story: RunStory, failOn: FailOn): Report {
  const { run, provenance } = result;
  const { title, verdict, tested, date, duration, requests } = model;
  const { word } = markOf(verdict);
  const told = { model, result };
  return {
    kind: 'load test report',
    document: { file: 'result.json', content: result },
    stem: 'report',
    name: `${word}: ${title}`,
    title,
    about: [tested, date],
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
      ['Service', tested],
      ['Scenario', title],
      ['Run', [date, duration, run.id].join(', ')],
      ['Requests', requests],
    ],
    sections: story.order.flatMap((of) => of(told) ?? []),
    comment: runComment(told, story),
    screen: story.screen.map((of) => ({ title: '', blocks: of(told) })),
    suite: runSuite(model, result, story.unjudged, failOn),
  };
}
