import type { Timeline } from '../../metrics/timeline.ts';
import type { ObjectiveResult } from '../../result/result.ts';
import { spokenLine } from '../../slo/spoken-line.ts';

/** The kind of the event by which a record says that the script called test.fail(), and what it gave as its reason. */
const MARKED_FAILED = 'marked-failed';
/** How k6 exits then. */
const FAILED_CODE = 110;

/** What was judged of a script that marks its test as failed. */
export const SCRIPT_VERDICT = 'exec.test.fail()';

/** An objective nobody has to write: the script itself must not call the test failed. It appears only where it did. */
export function scriptVerdict({ events, close }: Timeline): ObjectiveResult[] {
  const said = events.find(({ kind }) => kind === MARKED_FAILED);
  if (!said && close?.exit !== FAILED_CODE) return [];
  return [
    spokenLine({
      name: "the script's own verdict",
      source: 'default',
      samples: 1,
      measure: SCRIPT_VERDICT,
      note: `the script marked the test as failed${said?.text ? `: ${said.text}` : ''}`,
    }),
  ];
}
