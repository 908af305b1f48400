import { distinctIds, findingId } from '../objectives/finding-id.ts';
import type { ObjectiveResult } from '../objectives/result.ts';
import type { Reason } from '../result/reason.ts';
import type { ErrorResult, Result, Validity } from '../result/result.ts';
import type { Caveat } from '../result/vocabulary.ts';

// Every finding of a result by an id that is its own and the same from run to run (docs/reports.md, "Ids of findings").

/** A text without its numbers, which differ from run to run. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+(?:[.,]\d+)*/g, 'n');
}

export function objectivesById(lines: readonly ObjectiveResult[]): ObjectiveResult[] {
  return distinctIds(lines, ({ name, source, measure, window }) =>
    JSON.stringify([name, source, measure.text, window?.width ?? null]),
  );
}

export function reasonsById(reasons: readonly Reason[]): Validity['reasons'] {
  const named = reasons.map((reason) => ({ ...reason, id: findingId('invalid', reason.code, reason.stage) }));
  return distinctIds(named, ({ text }) => withoutNumbers(text));
}

export function caveatsById(caveats: readonly Caveat[]): Result['caveats'] {
  const named = caveats.map(({ code, subject, text }) => ({
    id: findingId('caveat', code, subject),
    code,
    ...(subject === undefined ? {} : { subject }),
    text,
  }));
  return distinctIds(named, ({ subject, text }) => subject ?? withoutNumbers(text));
}

/** Exceptions of a script are told apart by the first line of what they say, failed requests by their kind. */
export function faultsById(
  failures: readonly Omit<ErrorResult, 'id'>[],
  exceptions: readonly Omit<ErrorResult, 'id'>[],
): ErrorResult[] {
  const named = [
    ...failures.map((fault) => ({ id: findingId('fault', fault.kind), ...fault })),
    ...exceptions.map((fault) => ({
      id: findingId('fault', fault.kind, saidBy(fault)),
      ...fault,
    })),
  ];
  return distinctIds(named, saidBy);
}

function saidBy({ examples: [example = ''] }: Pick<ErrorResult, 'examples'>): string {
  return withoutNumbers(example.split('\n', 1)[0] ?? '');
}
