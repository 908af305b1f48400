import type { Result } from '../result/result.ts';
import { formatRatio, formatSeconds } from '../units/format.ts';
import { INCOMPLETE } from '../validity/completeness.ts';

const NOT_MEASURED = 'not measured';

/** A validity check as a row: what was found, what was asked, whether it passed. */
export interface Check {
  readonly name: string;
  readonly found: string;
  readonly asked: string;
  readonly passed: boolean;
}

/**
 * The checks that decide whether a run may be believed, over the parts on which its verdict rests. One that this run had no
 * measurement for (the arrivals of users, say) is left out: it has not passed.
 */
export function validityChecks({ stages, validity }: Result): Check[] {
  const failed = (...codes: string[]) => validity.reasons.some((reason) => codes.includes(reason.code));
  const counted = stages.filter((stage) => stage.counts);
  const worst = (of: (stage: (typeof stages)[number]) => number | null) => {
    const known = counted.map(of).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  };
  const lateness = worst((stage) => stage.lateness);
  const pressure = worst((stage) => stage.pressure);
  const missing = worst(({ scheduled, started, dropped }) =>
    scheduled ? 1 - ((started ?? 0) + (dropped ?? 0)) / scheduled : null,
  );
  const found = (value: number | null, text: string) => (value === null ? NOT_MEASURED : text);
  const checks: Check[] = [
    {
      name: 'Arrivals on time',
      found: found(lateness, `1 % more than ${formatSeconds(lateness)} late`),
      asked: '10 ms, or 10 % of the tightest latency limit',
      passed: !failed('late-arrivals'),
    },
    {
      name: 'CPU of the generator',
      found: found(pressure, `work waited ${formatRatio(pressure)} of the time`),
      asked: 'at most 20 %, k6 itself below 80 %',
      passed: !failed('cpu-pressure', 'cpu-contended', 'generator-cpu'),
    },
    {
      name: 'Load offered',
      found: found(
        missing,
        `${formatRatio(missing === null ? null : Math.min(1, 1 - missing))} of the scheduled arrivals`,
      ),
      asked: 'at least 99 %',
      passed: !failed('load-not-offered', 'too-few-users'),
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
