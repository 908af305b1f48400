import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/judge/judge.ts';
import type { StatementsLine } from '../../../../src/metrics/lines/monitor-lines.ts';
import type { TableCell } from '../../../../src/report/blocks.ts';
import { reportOf } from '../../../../src/report/stories/stories.ts';
import { fold, planOf, recordOf, runOf } from '../../../fixtures/record.ts';

const SOURCE = 1000;
const PLAN = planOf({ timeScale: 0.03 });

/** A run beside which a monitor read statements. */
function told(lines: readonly Omit<StatementsLine, 't'>[]) {
  const run = runOf(PLAN);
  const hello = { t: 'hello', v: 1, monitor: 'db', start: '', every: 2, source: SOURCE } as const;
  const engine = lines.reduce((all, line) => all.line({ t: 'statements', ...line, source: SOURCE }), run.line(hello));
  const record = recordOf(PLAN);
  const { result, series } = judge(record, fold(record, engine));
  const section = reportOf(result, series).sections.find(({ question }) => question.startsWith('Which statements'));
  const rows = section?.blocks.flatMap((block): readonly (readonly TableCell[])[] =>
    block.kind === 'table' ? block.table.rows : [],
  );
  return { statements: result.statements, section, rows };
}

const [first, second] = PLAN.stages.map(({ name, from, to }) => ({ name, from, to }));

describe('statements of a database', () => {
  const texts = [
    [0, 'select a'],
    [1, 'select b'],
  ] as const;
  const { statements, rows, section } = told([
    {
      s: Math.ceil(first!.from) + 1,
      over: 1,
      texts,
      of: [
        [0, 10, 1],
        [1, 5, 2],
      ],
    },
    // Most of these two seconds lies in the first stage.
    { s: Math.ceil(first!.to), over: 2, of: [[0, 10, 2]], others: [3, 1] },
    { s: Math.ceil(second!.to) - 1, over: 1, of: [[1, 1, 4]] },
    { s: 3, missing: 'the statistics of statements were reset' },
  ]);

  it('are told of the whole run and of each stage, with the mean of a call, those that took most first', () => {
    expect(statements).toEqual([
      {
        monitor: 'db',
        stages: [
          {
            stage: null,
            statements: [
              { text: 'select b', calls: 6, seconds: 6, mean: 1 },
              { text: 'select a', calls: 20, seconds: 3, mean: 0.15 },
            ],
            others: { calls: 3, seconds: 1 },
          },
          {
            stage: first!.name,
            statements: [
              { text: 'select a', calls: 20, seconds: 3, mean: 0.15 },
              { text: 'select b', calls: 5, seconds: 2, mean: 0.4 },
            ],
            others: { calls: 3, seconds: 1 },
          },
          {
            stage: second!.name,
            statements: [{ text: 'select b', calls: 1, seconds: 4, mean: 4 }],
            others: { calls: 0, seconds: 0 },
          },
        ],
        missing: ['the statistics of statements were reset'],
      },
    ]);
  });

  it('are a table step by step, with the share of all statements', () => {
    expect(section?.finding).toBe('Most of it, 60 %, went to select b');
    expect(rows).toEqual([
      [first!.name, 'select a', '20', '3 s', '150 ms', '50 %'],
      [first!.name, 'select b', '5', '2 s', '400 ms', '33.3 %'],
      [second!.name, 'select b', '1', '4 s', '4 s', '100 %'],
    ]);
    expect(section?.blocks.at(-1)).toMatchObject({
      items: ['The monitor db could not always read statements: the statistics of statements were reset.'],
    });
  });

  it('that were not read are said to be missing; where nothing reads any, nothing is said', () => {
    const { section: only } = told([{ s: 1, missing: 'no extension' }]);
    expect(only).toMatchObject({ finding: 'No statement was seen to be carried out.' });
    expect(told([])).toMatchObject({ statements: undefined, section: undefined });
  });
});

it('five are told of, and the others are added up', () => {
  const texts = Array.from({ length: 8 }, (_, id) => [id, `select ${'a'.repeat(200)}${id}`] as const);
  const { statements, rows } = told([{ s: 2, over: 1, texts, of: texts.map(([id]) => [id, 2, id + 1] as const) }]);
  const whole = statements?.[0]?.stages[0];
  expect(whole?.statements.map(({ seconds }) => seconds)).toEqual([8, 7, 6, 5, 4]);
  expect(whole?.others).toEqual({ calls: 6, seconds: 6 });
  expect(rows?.[0]?.[1]).toHaveLength(160);
});
