import type { Result } from '../../../../src/result/result.ts';
import { measured, searched } from '../../../fixtures/measured.ts';
import { CONFIG, type PlanCase } from './case.ts';

const GREEN = /✓/;
const one = (found: Parameters<typeof measured>[0]) => [measured(found)];

/** The busiest minutes of each month up to `last`, as they were counted. */
function history(last: number): string {
  const rows = Array.from({ length: 22 }, (_, i) => {
    const month = new Date(Date.UTC(2025, i, 1)).toISOString().slice(0, 10);
    return `${month},${(last * 0.97 ** (21 - i) * (1 + 0.01 * Math.sin(i * 2.4))).toFixed(1)}\n`;
  });
  return `date,value\n${rows.join('')}`;
}

/** Sixty days up to today, of which one is a Black Friday. */
function spiked(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const day = new Date(Date.now() - (60 - i) * 86_400_000).toISOString().slice(0, 10);
    return `${day},${i === 40 ? 620 : 120 + (i % 5)}\n`;
  });
  return `"Time","Value"\n${rows.join('')}`;
}

const GROWING = "growth: { requests/s: { history: 'history.csv' } }\n";

function withLine(run: Result, patch: Partial<Result['objectives'][number]>): Result {
  const line = { ...run.objectives[0]!, name: 'checkout', stage: null, counts: true, required: true, ...patch };
  return { ...run, objectives: [...run.objectives, line] };
}

/** Whether the tier carries its load, as headline and exit code say it. */
export const VERDICTS: readonly PlanCase[] = [
  {
    is: 'carried, with headroom: green',
    runs: [searched('medium', 359)],
    code: 0,
    headline: /^✓ Medium carries its load as stated$/,
  },
  {
    is: 'a search that failed by more than half',
    runs: [searched('medium', 80)],
    code: 3,
    headline: /^✗ Medium does not carry its load$/,
    never: [GREEN, /projected 7/],
  },
  {
    is: 'a load that missed its objectives, asked for by name',
    runs: one({ id: '20261121-120000-load-medium-d4e5f6', stages: [{ rate: 200, zone: 'critical' }] }),
    code: 3,
    headline: /^✗ Medium does not carry its load$/,
    says: [/measured not to meet the objectives at 200 requests\/s/],
    never: [GREEN],
  },
  {
    is: 'steps that broke at the very peak',
    runs: one({
      profile: 'stress',
      stages: [
        { rate: 100, zone: 'met' },
        { rate: 200, zone: 'critical' },
      ],
    }),
    code: 3,
    headline: /^✗ Medium does not carry its load$/,
    never: [GREEN],
  },
  {
    is: 'a history above what is carried (the sample: 400/s held, 600/s did not)',
    files: { [CONFIG]: GROWING, 'history.csv': history(1900) },
    code: 3,
    headline: /^✗ Medium does not carry its load; demand is 2,0\d\d requests\/s now, above the 400 requests\/s/,
    says: [/stated for 200/],
    never: [GREEN],
  },
  {
    is: 'a history below it',
    files: { [CONFIG]: GROWING, 'history.csv': history(180) },
    code: 0,
    headline: /^✓ Medium carries its load as stated$/,
  },
  {
    is: 'a held load that demand is above: not known, and not green',
    files: { [CONFIG]: 'growth: { requests: { now: 900, rate: 1%/month } }\n' },
    runs: one({ profile: 'load', stages: [{ rate: 300, zone: 'met' }] }),
    code: 5,
    headline: /^\? No deployment was shown to carry its load; demand is 900 requests\/s now/,
    says: [/measure above it first/],
    never: [GREEN],
  },
  {
    is: 'a pool that does not suffice at a tier that was measured',
    files: { [CONFIG]: 'plan: { database: { time: 400ms } }\n' },
    runs: [searched('medium', 359)],
    code: 5,
    headline: /^\? No deployment was shown to carry its load$/,
    says: [/database connections contradicts/, /plan\.database\.time alone is 400 ms/],
    never: [GREEN],
  },
  {
    is: 'a single day above what is carried: it may come again, and nothing is green',
    files: { [CONFIG]: GROWING, 'history.csv': spiked() },
    code: 5,
    headline:
      /^\? No deployment was shown to carry its load; demand was 620 requests\/s on \d{4}-\d\d-\d\d, above the 400/,
    says: [/1 row lies far off the curve through the others: 620 on/],
    never: [GREEN],
  },
  {
    is: 'a required objective that the search does not show',
    runs: [withLine(searched('medium', 359), { zone: 'no-data' })],
    code: 5,
    headline: /^\? No deployment was shown .*not shown to meet what is required as well: checkout$/,
    never: [GREEN],
  },
  {
    is: 'a resource far from its limit is not what gives way',
    files: { [CONFIG]: 'plan: { cpu: { time: 1ms } }\n' },
    runs: [searched('medium', 359)],
    code: 0,
    headline: /^✓/,
    says: [/was not watched: it may give way first/],
    never: [/gives way first is/, /the CPU gives way first/],
  },
];
