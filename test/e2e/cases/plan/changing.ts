import { constant, exponential, type Server } from '../../../capacity/simulator/servers.ts';
import { objective, planOf, recordOf, runOf } from '../../../fixtures/record.ts';
import { times } from '../../../fixtures/timeline.ts';
import { fly, searchRecord } from '../../../measure/drivers/simulated-flight.ts';
import type { Measured, PlanCase } from './case.ts';

const JUDGED = ['report', 'measured', '--format', 'json'];

/** Two slots of 200 ms, of which 95 % of requests may take 900 ms at most: 8 requests/s. */
const SLOTS: Server = { name: 'slots', slots: 2, service: constant(0.2), limit: 0.9, quantile: 0.95, truth: 8 };

/** A search as it steers an engine, on a target that is simulated; `minutes` of budget. */
async function searched(server: Server, minutes: number, seed: number): Promise<Measured> {
  const budget = 60 * minutes;
  const confirm = Math.max(20, Math.min(45, budget / 10));
  const record = searchRecord(server, {
    ...{ startRate: server.truth / 2, maxRate: 60, budget, confirm },
    loadBudget: budget - confirm - 30,
  });
  const { lines } = await fly(record, server, seed);
  return { record, lines };
}

/** A load of 100 s on a target whose answers take longer for so many seconds. */
async function coldFor(seconds: number): Promise<Measured> {
  const plan = planOf({ profile: 'load', override: { duration: 100 } });
  const second = (at: number) => ({ latencies: times(20, at < seconds ? 1.4 : 0.026) });
  const run = runOf(plan, { [plan.stages[0]!.name]: { second } })
    .end()
    .close();
  return { record: recordOf(plan, [objective()]), lines: run.lines };
}

/** A target that is another one when the run ends than when it began. */
export const CHANGING: readonly PlanCase[] = [
  {
    is: 'twice as many slots, and twice again, during a short search: named, without a number',
    measured: () => {
      const sizes = [
        { at: 65, slots: 4 },
        { at: 130, slots: 8 },
      ];
      return searched({ ...SLOTS, sizes }, 4, 1);
    },
    typed: JUDGED,
    code: 0,
    headline: /No one capacity: the target got faster while it was measured/,
    says: [/keep the number of its replicas fixed/],
    never: [/gives way (at|between)/, /[Ss]ustains/],
  },
  {
    is: 'twice as many slots early in a longer search: followed',
    measured: () => searched({ ...SLOTS, sizes: [{ at: 60, slots: 4 }] }, 7, 1),
    typed: JUDGED,
    code: 0,
    headline: /^✓ Sustains 1[6-9](\.\d)? requests\/s/,
  },
  {
    is: 'half of its slots lost near the end: no number of before is stated',
    measured: () => searched({ ...SLOTS, service: exponential(0.05), truth: 30, sizes: [{ at: 150, slots: 1 }] }, 4, 1),
    typed: JUDGED,
    code: 0,
    headline: /No one capacity: it changed while it was measured/,
  },
  {
    is: 'a cold start within the judged part: its length, and what followed',
    measured: () => coldFor(70),
    typed: JUDGED,
    code: 0,
    says: [
      /the first 3\d s that were judged had a p95 of 1\.4 s, all that followed 26 ms; to judge it warm, load it before/,
    ],
  },
  {
    is: 'a cold start that is over before anything is judged: not told',
    measured: () => coldFor(35),
    typed: JUDGED,
    code: 0,
    never: [/that were judged had a p95/],
  },
];
