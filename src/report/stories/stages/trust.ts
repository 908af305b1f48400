import type { Result } from '../../../result/result.ts';
import { formatRatio, formatSeconds } from '../../../units/format.ts';
import { INCOMPLETE } from '../../../validity/completeness.ts';
import type { Check } from '../../blocks.ts';

/** Share of CPU time. */
const WORTH_A_WORD = 0.01;
const NOT_MEASURED = 'not measured';
const NOT_OFFERED: readonly string[] = ['load-not-offered', 'too-few-users'];

/**
 * The checks that decide whether a run may be believed, over the parts on which its verdict rests. One that this run
 * had no measurement for (the arrivals of users, say) is left out: it has not passed.
 */
export function validityChecks({ stages, validity, disturbance }: Result): Check[] {
  const failed = (...codes: string[]) => validity.reasons.some((reason) => codes.includes(reason.code));
  const counted = stages.filter((stage) => stage.counts);
  const worst = (of: (stage: (typeof stages)[number]) => number | null) => {
    const known = counted.map(of).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  };
  const lateness = worst((stage) => stage.lateness);
  const missing = worst(({ scheduled, started, dropped }) =>
    scheduled ? 1 - ((started ?? 0) + (dropped ?? 0)) / scheduled : null,
  );
  const found = (value: number | null, text: string) => (value === null ? NOT_MEASURED : text);
  const lacking = validity.reasons.find(({ code }) => NOT_OFFERED.includes(code))?.text;
  const checks: Check[] = [
    {
      name: 'Arrivals on time',
      found: found(lateness, `1 % more than ${formatSeconds(lateness)} late`),
      asked: '10 ms, or 10 % of the tightest latency limit',
      passed: !failed('late-arrivals'),
    },
    {
      name: 'Waits of the generator',
      found: found(disturbance.wait, `1 % of its timers woke more than ${formatSeconds(disturbance.wait)} late`),
      asked: 'the same; k6 itself below 80 % of its CPUs',
      passed: !failed('late-timers', 'generator-cpu'),
    },
    {
      name: 'Added by these waits',
      found: found(
        disturbance.p95,
        `at most ${formatSeconds(disturbance.p50)} to a median, ${formatSeconds(disturbance.p95)} to a p95`,
      ),
      asked: 'nothing that is missed by no more than that',
      passed: !failed('disturbed'),
    },
    {
      name: 'CPUs of the machine',
      found: found(
        disturbance.contended,
        `${disturbance.shared ? 'shared' : 'not shared'} with the target, ${formatRatio(disturbance.contended)} of the time taken${stolen(disturbance)}`,
      ),
      asked: disturbance.shared ? 'free, where anything is missed' : 'a hint only',
      passed: !(disturbance.shared && failed('disturbed')),
    },
    {
      name: 'Load offered',
      found:
        lacking ??
        found(missing, `${formatRatio(missing === null ? null : Math.min(1, 1 - missing))} of the scheduled arrivals`),
      asked: 'at least 99 %',
      passed: lacking === undefined,
    },
    {
      name: 'Record complete',
      found: failed(...INCOMPLETE) ? 'parts are missing' : 'every sample accounted for',
      asked: 'no loss, no silence, run to its end',
      passed: !failed(...INCOMPLETE),
    },
  ];
  return checks.filter((check) => !(check.passed && check.found === NOT_MEASURED));
}

/** What the machine's own host took, where it is worth a word. */
function stolen({ steal }: Result['disturbance']): string {
  return steal !== null && steal >= WORTH_A_WORD ? `, ${formatRatio(steal)} of it withheld by its own host` : '';
}
