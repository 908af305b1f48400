import { readDuration } from '../../../src/units/duration.ts';
import { formatNumber, formatSpan } from '../../../src/units/format.ts';
import type { Ended } from '../../e2e/processes.ts';

/**
 * `equal`: both accept, with the same users and length, or both refuse. `listed`: they differ for a reason that is
 * known.
 */
export interface Agreement {
  readonly is: 'equal' | 'listed' | 'wrong';
  readonly kind: string;
}

/** Where loadkit refuses what k6 takes, on purpose: by what it says. */
const LISTED: readonly [says: RegExp, reason: string][] = [
  [/k6 has no option `/, 'an option that k6 does not know: k6 warns and runs without it'],
  [/the script is paused from its beginning/, '`paused`: k6 v2 would wait without an end'],
  [/a guard rail of this project/, 'above a ceiling of safety:'],
];

/** Whether `loadkit check` says the same of a script as `k6 inspect`. */
export function compare(inspect: Ended, check: Ended): Agreement {
  const accepts = { k6: inspect.code === 0, loadkit: check.code === 0 };
  const said = `${check.stdout}${check.stderr}`;
  if (/internal error/.test(said)) return { is: 'wrong', kind: `an internal error: ${firstLine(check.stderr)}` };
  if (!accepts.k6 && !accepts.loadkit) return { is: 'equal', kind: 'both refuse' };
  if (accepts.k6 && accepts.loadkit) return comparePlans(inspect.stdout, said);
  const listed = accepts.k6 ? LISTED.find(([says]) => says.test(said)) : undefined;
  if (listed) return { is: 'listed', kind: `only loadkit refuses: ${listed[1]}` };
  const who = accepts.k6
    ? `only loadkit refuses: ${firstLine(check.stderr)}`
    : `only k6 refuses: ${lastLine(inspect.stderr)}`;
  return { is: 'wrong', kind: who };
}

/** Both accept: the load that loadkit plans is k6's. */
function comparePlans(json: string, said: string): Agreement {
  const { totalDuration, maxVUs } = JSON.parse(json) as { totalDuration: string; maxVUs: number };
  const length = `at most ${formatSpan(readDuration(totalDuration) ?? 0)}`;
  const planned = `${length}, ${formatNumber(maxVUs, 6)} ${maxVUs === 1 ? 'VU' : 'VUs'}`;
  if (said.replace(/\s+/g, ' ').includes(planned)) return { is: 'equal', kind: 'both accept, with the same load' };
  return { is: 'wrong', kind: `both accept, but k6 plans ${planned}: ${/plain k6 script.*/.exec(said)?.[0] ?? ''}` };
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
