import { expect, test } from 'vitest';
import { annotationsOf } from '../../../src/report/github/annotations.ts';
import { jobSummary } from '../../../src/report/github/summary.ts';
import type { CaseOutcome, TestCase } from '../../../src/report/junit/suite.ts';
import { reportOf } from '../../../src/report/stories/stories.ts';
import { workflowCommand } from '../../../src/visible.ts';
import { CASES } from '../fixtures.ts';

const { result, series } = Object.values(CASES)[0]!();
const report = reportOf(result, series);
const cases = (count: number, element: CaseOutcome['element']): TestCase[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `${element} ${at}`,
    seconds: 0,
    outcome: { element, type: 'x', message: 'm' },
    details: [],
  }));
const told = (all: readonly TestCase[]) => annotationsOf({ ...report, suite: { ...report.suite, cases: all } });

test('at most ten of a kind, what failed before what could not be known; where more are left, it is said', () => {
  const all = told([...cases(7, 'error'), ...cases(6, 'failure'), ...cases(2, 'skipped')]);
  expect(all.filter(({ kind }) => kind === 'error')).toHaveLength(10);
  expect(all.slice(0, 7).map(({ title }) => title)).toEqual(
    [0, 1, 2, 3, 4, 5].map((at) => `failure ${at}`).concat('error 0'),
  );
  expect(all[9]).toMatchObject({ kind: 'error', message: `4 more in ${report.stem}.html` });
  expect(all.filter(({ kind }) => kind === 'notice')).toHaveLength(2);
  expect(told(cases(10, 'failure')).at(-1)).toMatchObject({ title: 'failure 9' });
});

test('a command of ours is one line, whatever stands in it', () => {
  expect(workflowCommand('error', 'a: b, 100 %\nc', 'x\r\n::error::y %0A ##[group]')).toBe(
    '::error title=a%3A b%2C 100 %25\\nc::x\\r\\n::error::y %250A #\\u0023[group]',
  );
});

test('a summary has no pictures, and is cut at the end of a line, which is said', () => {
  const whole = jobSummary(report);
  expect(whole).not.toContain('![');
  const cut = jobSummary(report, 700);
  expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(700);
  expect(cut).toContain('**Cut here**: the whole stands in report.md');
  expect(whole.startsWith(cut.slice(0, cut.indexOf('\n\n</details>\n\n**Cut')))).toBe(true);
});
