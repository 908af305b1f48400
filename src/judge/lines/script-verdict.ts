import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { type ObjectiveResult, objectiveResult, ownMeasure } from '../../objectives/result.ts';

/** The kind of the event by which a record says that the script called test.fail(), and what it gave as its reason. */
const MARKED_FAILED = 'marked-failed';
/** How k6 exits then. */
const FAILED_CODE = 110;

/** An objective nobody has to write: the script itself must not call the test failed. It appears only where it did. */
export function scriptVerdict({ events, close }: Timeline): ObjectiveResult[] {
  const said = events.find(({ kind }) => kind === MARKED_FAILED);
  if (!said && close?.exit !== FAILED_CODE) return [];
  return [
    objectiveResult({
      name: "the script's own verdict",
      source: 'default',
      zone: 'critical',
      actual: null,
      unit: 'none',
      samples: 1,
      measure: ownMeasure('script-verdict', 'exec.test.fail()'),
      note: `the script marked the test as failed${said?.text ? `: ${said.text}` : ''}`,
    }),
  ];
}
