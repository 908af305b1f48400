import { expect, test } from 'vitest';
import { drawUniform } from '../../src/stats/distributions/uniform.ts';
import { quantileOfSorted } from '../../src/stats/moments.ts';
import { type FaultName, faulty, findingsOf, outcomeOf } from './gives-way/faults.ts';

/** RUNS=50 for a short look. */
const RUNS = Number(process.env.RUNS ?? 200);
/** SHOW=1 prints what missed runs said. */
const SHOW = process.env.SHOW === '1';
/** Of the runs with a fault that the matching judge must find, and of all that may name something else. */
const LEAST_FOUND = 0.9;
const MOST_WRONG = 0.05;
const FAULTS: readonly FaultName[] = [
  'pool',
  'unwatched pool',
  'CPU',
  'memory',
  'lock',
  'refusal',
  'collapse',
  'slow recovery',
  'none',
];

const say = (text: string) => process.stdout.write(`${text}\n`);

test.each(FAULTS)('what gives way first, simulated: %s', (fault) => {
  let [found, wrong] = [0, 0];
  const errors: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const draw = drawUniform(1000 * FAULTS.indexOf(fault) + run);
    const { service, carries } = faulty(fault, draw);
    const findings = findingsOf(service, fault, draw);
    const outcome = outcomeOf(fault, findings, { carries, slowAfter: service.slowAfter });
    found += Number(outcome.found);
    wrong += Number(outcome.wrong.length > 0);
    if (outcome.off !== undefined) errors.push(Math.abs(outcome.off));
    if (SHOW && (!outcome.found || outcome.wrong.length > 0))
      say(
        `${fault} ${run}, carries ${carries.toFixed(1)} ${JSON.stringify(service)} ${outcome.wrong.join(' ')}\n${findings.map(({ verdict, text, reasons }) => `   ${verdict}: ${text} [${reasons.join('; ')}]`).join('\n')}`,
      );
  }
  errors.sort((a, b) => a - b);
  const percent = (share: number) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '');
  say(
    `| ${fault} | ${found} of ${RUNS} | ${wrong} | ${percent(quantileOfSorted(errors, 0.5))} | ${percent(quantileOfSorted(errors, 0.9))} |`,
  );
  expect(found / RUNS).toBeGreaterThanOrEqual(LEAST_FOUND);
  expect(wrong / RUNS).toBeLessThanOrEqual(MOST_WRONG);
});
