import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { measured, searched } from '../fixtures/measured.ts';
import { loadkit, ROOT } from './command.ts';
import { planProject } from './plan-project.ts';

interface Row {
  readonly runs: readonly Result[];
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly code: number;
  /** Of the first line, and of the whole. */
  readonly headline: RegExp;
  readonly says?: readonly RegExp[];
  readonly never?: readonly RegExp[];
}

const GREEN = /✓/;
const SAMPLE = join(ROOT, 'reports/sample');
const one = (found: Parameters<typeof measured>[0]) => [measured(found)];
const from = (runs: readonly Result[]) => runs.flatMap(({ run }) => ['--from', run.id]);

/** The busiest minutes of each month, as they were counted. */
const history = (last: number) =>
  `date,value\n${Array.from({ length: 22 }, (_, i) => {
    const month = new Date(Date.UTC(2025, i, 1)).toISOString().slice(0, 10);
    return `${month},${(last * 0.97 ** (21 - i) * (1 + 0.01 * Math.sin(i * 2.4))).toFixed(1)}\n`;
  }).join('')}`;
const GROWING = "growth: { requests/s: { history: 'history.csv' } }\n";

function withLine(run: Result, patch: Partial<Result['objectives'][number]>): Result {
  const line = { ...run.objectives[0]!, name: 'checkout', stage: null, counts: true, required: true, ...patch };
  return { ...run, objectives: [...run.objectives, line] };
}

const ROWS: Readonly<Record<string, Row>> = {
  'carried, with headroom: green': {
    runs: [searched('medium', 359)],
    code: 0,
    headline: /^✓ Medium carries its load as stated$/,
  },
  'a search that failed by more than half': {
    runs: [searched('medium', 80)],
    code: 3,
    headline: /^✗ Medium does not carry its load$/,
    never: [GREEN, /projected 7/],
  },
  'a load that missed its objectives, asked for by name': {
    runs: one({ id: '20261121-120000-load-medium-d4e5f6', stages: [{ rate: 200, zone: 'critical' }] }),
    code: 3,
    headline: /^✗ Medium does not carry its load$/,
    says: [/measured not to meet the objectives at 200 requests\/s/],
    never: [GREEN],
  },
  'steps that broke at the very peak': {
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
  'a history above what is carried (the sample: 400/s held, 600/s did not)': {
    runs: [],
    config: GROWING,
    files: { 'history.csv': history(1900) },
    flags: ['--from', SAMPLE],
    code: 3,
    headline: /^✗ Medium does not carry its load; requests\/s is 2,0\d\d now, above the 400 requests\/s/,
    says: [/stated for 200/],
    never: [GREEN],
  },
  'a history below it': {
    runs: [],
    config: GROWING,
    files: { 'history.csv': history(180) },
    flags: ['--from', SAMPLE],
    code: 0,
    headline: /^✓ Medium carries its load as stated$/,
  },
  'a held load that demand is above: not known, and not green': {
    runs: one({ profile: 'load', stages: [{ rate: 300, zone: 'met' }] }),
    config: 'growth: { requests: { now: 900, rate: 1%/month } }\n',
    code: 0,
    headline: /^\? No deployment was shown to carry its load; requests is 900 now/,
    says: [/measure above it first/],
    never: [GREEN],
  },
  'a pool that does not suffice at a tier that was measured': {
    runs: [searched('medium', 359)],
    config: 'plan: { database: { time: 300ms } }\n',
    code: 0,
    headline: /^\? No deployment was shown to carry its load$/,
    says: [/database connections contradicts/, /plan\.database\.time alone is 300 ms/],
    never: [GREEN],
  },
  'a required objective that the search does not show': {
    runs: [withLine(searched('medium', 359), { zone: 'no-data' })],
    code: 5,
    headline: /^\? No deployment was shown .*not shown to meet what is required as well: checkout$/,
    never: [GREEN],
  },
  'a resource far from its limit is not what gives way': {
    runs: [searched('medium', 359)],
    config: 'plan: { cpu: { time: 1ms } }\n',
    code: 0,
    headline: /^✓/,
    says: [/was not watched: it may give way first/],
    never: [/gives way first is/, /the CPU gives way first/],
  },
};

test.each(Object.entries(ROWS))('%s', async (_, { runs, config = '', files, flags, ...right }) => {
  const cwd = planProject(runs, config, files);
  const asked = ['plan', '--tier', 'medium', '--format', 'json', ...(flags ?? from(runs))];
  const { code, stdout, stderr } = await loadkit(asked, { cwd, env: { COLUMNS: '1000' } });
  expect([code, stderr]).toEqual([right.code, '']);
  const said = stdout.replace(/\s+/g, ' ');
  expect(
    stdout
      .trim()
      .split('\n\n')[0]!
      .replace(/\n\s+(It rests|No run shows).*$/s, '')
      .replace(/\s+/g, ' '),
  ).toMatch(right.headline);
  for (const text of right.says ?? []) expect(said).toMatch(text);
  for (const text of right.never ?? []) expect(said).not.toMatch(text);
});
