import { withoutMiddle } from '../escape.ts';
import type { TestCase } from '../junit/suite.ts';
import type { Report } from '../report.ts';

/** What GitHub shows beside a change. */
export interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** GitHub shows so many of each kind that a step makes, and drops the others without a word. */
const MOST_OF_A_KIND = 10;
const LONGEST = 500;

/**
 * A report as annotations, at most ten of each kind, the worst first: what failed and what could not be known are
 * errors, as they fail the job; what was skipped is a notice. Where there are more, the tenth says how many.
 */
export function annotationsOf({ suite, kind, stem }: Report): Annotation[] {
  const of = (...elements: readonly string[]) =>
    elements.flatMap((element) => suite.cases.filter(({ outcome }) => outcome?.element === element));
  return [...limited('error', of('failure', 'error'), kind, stem), ...limited('notice', of('skipped'), kind, stem)];
}

function limited(kind: Annotation['kind'], cases: readonly TestCase[], subject: string, stem: string): Annotation[] {
  const shown = cases.length > MOST_OF_A_KIND ? cases.slice(0, MOST_OF_A_KIND - 1) : cases;
  const all = shown.map(({ name, outcome }) => ({
    kind,
    title: withoutMiddle(name, LONGEST),
    message: withoutMiddle(outcome?.message ?? '', LONGEST),
  }));
  const more = cases.length - shown.length;
  return more === 0 ? all : [...all, { kind, title: `loadkit ${subject}`, message: `${more} more in ${stem}.html` }];
}
