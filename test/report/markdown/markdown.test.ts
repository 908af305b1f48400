import { describe, expect, test } from 'vitest';
import { markdownReport } from '../../../src/report/markdown/markdown.ts';
import { reportOf } from '../../../src/report/stories/stories.ts';
import type { Result } from '../../../src/result/result.ts';
import { measured } from '../../fixtures/record.ts';
import { CASES } from '../fixtures.ts';

const NAMES = Object.keys(CASES);
const GITHUB_LIMIT = 65_536;

const known = new Map(NAMES.map((name) => [name, CASES[name]!()]));
const judged = (name: string) => known.get(name)!;
const written = (result: Result, { series } = judged('script')) => markdownReport(reportOf(result, series));
const markdownOf = (name: string) => {
  const { result, series } = judged(name);
  return markdownReport(reportOf(result, series));
};

/** What a reader sees before unfolding anything, and the rest. */
function parts(text: string): { comment: string; folded: string; after: string } {
  const [comment, rest] = text.split('\n<details>\n');
  const [folded, after] = rest!.split('\n</details>\n');
  return { comment: comment!, folded: folded!, after: after! };
}

/** The rows of every table, split into cells as cmark-gfm does: at pipes that no backslash takes away. */
function tables(text: string): string[][][] {
  const found: string[][][] = [];
  let open: string[][] | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) open = undefined;
    else {
      if (!open) {
        open = [];
        found.push(open);
      }
      open.push(cells(line));
    }
  }
  return found;
}

function cells(line: string): string[] {
  const split = [...line.matchAll(/(?:\\.|[^|\\])*\|/g)].map(([cell]) => cell.slice(0, -1).trim());
  return split.slice(1);
}

describe('the comment', () => {
  test.each([
    ['meets with headroom', '# ✅ stress · Meets its objectives at the medium tier'],
    [
      'critical',
      '# ❌ stress · Misses its objectives at the medium tier: API response is 800 ms, critical is > 500 ms',
    ],
    ['inconclusive', '# ❔ stress · Inconclusive at the medium tier: the measurement cannot be believed'],
    ['nothing sent', '# ➖ plain · No data: nothing was measured'],
  ])('%s: its first line is a heading fit for the subject of a mail', (name, heading) => {
    expect(markdownOf(name).split('\n', 1)[0]).toBe(heading);
  });

  test.each(NAMES)('%s: one table at most, of three columns and six objectives at most', (name) => {
    const found = tables(parts(markdownOf(name)).comment);
    expect(found.length).toBeLessThanOrEqual(1);
    for (const rows of found) {
      expect(rows[0]).toEqual(['Objective', 'Limit', judged(name).result.capacity ? 'Gives way at' : 'Actual']);
      expect(rows.length - 2).toBeLessThanOrEqual(6);
    }
  });

  test('the worst objective comes first, by its worst stage, with the limit that it broke', () => {
    const rows = tables(parts(markdownOf('critical')).comment)[0]!.slice(2);
    expect(rows).toEqual([
      ['❌ server errors, 1x', '< 1 %, critical > 5 %', '9.09 % [7.37 % – 11.2 %]'],
      ['❌ API response', '< 200 ms, critical > 500 ms', '800 ms [800 ms]'],
      ['✅ recovery', '≤ 5 min', '0 s'],
    ]);
  });

  test('more than six objectives: the six most urgent, and how many are left', () => {
    const { result } = judged('script');
    const line = result.objectives[0]!;
    const objectives = Array.from({ length: 9 }, (_, i) => ({ ...line, name: `o${i}`, actual: i / 100 }));
    const { comment } = parts(written({ ...result, objectives }));
    expect(
      tables(comment)[0]!
        .slice(2)
        .map(([name]) => name),
    ).toEqual(['o8', 'o7', 'o6', 'o5', 'o4', 'o3'].map((o) => `✅ ${o}`));
    expect(comment).toContain('\n\n3 more below.\n');
  });

  test('an objective by windows says how many broke', () => {
    const { result } = judged('script');
    const window = { width: 30, judged: 20, broken: 6, longest: 90 };
    const objectives = [{ ...result.objectives[0]!, name: 'alert', zone: 'critical' as const, actual: 1.2, window }];
    expect(parts(written({ ...result, objectives })).comment).toContain(
      '| at worst 1.2 s; 6 of 20 windows of 30 s broken |',
    );
  });

  test('inconclusive: the reasons and what to do, and no zone anywhere', () => {
    const text = markdownOf('inconclusive');
    const { comment } = parts(text);
    expect(comment).toMatch(/^- 0\.5x, 1x: the generator fell behind its schedule: 1 % of arrivals started more than/m);
    expect(comment).toContain('## Next\n\n- Free the generator machine of other work');
    expect(tables(comment)).toEqual([]);
    expect(text).not.toMatch(/✅|⚠️|❌|➖/u);
    expect(text).toContain('❔ not judged');
  });

  test('its last line says which run it was, and that there are doubts', () => {
    const run = 'run `20261121-140000-stress-medium-3fa9c1`';
    expect(parts(markdownOf('critical')).after.trim()).toBe(`stress at tier medium · 3 min 18 s · ${run}`);
    expect(parts(markdownOf('aborted')).after.trim()).toBe(
      `baseline at tier medium · 20 s (time-scale 0.1) · 2 caveats · ${run}`,
    );
    expect(parts(markdownOf('script')).after.trim()).toBe(`plain · 1 min · ${run}`);
  });
});

describe('the fold', () => {
  test.each(NAMES)('%s: the operations guides’ load test report, its sections in their order', (name) => {
    const { folded } = parts(markdownOf(name));
    expect(folded).toMatch(/^<summary>[^<\n]+<\/summary>\n\n## Summary\n\n- Verdict: /);
    const titles = [...folded.matchAll(/^## (.*)$/gm)].map(([, title]) => title!);
    const guide = ['Summary', 'Results', 'Observations', 'Recommendations'];
    expect(titles.filter((title) => guide.includes(title))).toEqual(guide);
    expect(titles.at(-1)).toBe('Where the numbers come from');
    expect(folded).toMatch(/^- Date: .*\n- Target: .*\n- Duration: .*\n- Virtual users: .*\n- Requests: /m);
    expect(folded).toMatch(/## Results\n\n(\| Metric \| Target \| Actual \| Status \||No objective was judged)/);
  });

  test('every objective stands there at every stage, and the stages beyond the verdict are named', () => {
    const { folded } = parts(markdownOf('breaks above the tier'));
    const [matrix] = tables(folded.slice(folded.indexOf('## Objectives by stage')));
    expect(matrix![0]).toEqual(['Objective', '0.5x', '1x', '1.5x', '2x', '3x', 'recovery']);
    expect(matrix![2]).toEqual(['API response', '✅ 30 ms', '✅ 60 ms', '❌ 900 ms', '❌ 2 s', '❌ 2.1 s', '✅ 30 ms']);
    expect(folded).toContain('The verdict does not rest on 1.5x, 2x, 3x.');
  });

  test('failed checks are told, passed ones are not', () => {
    const { result } = judged('script');
    const checks = [
      { name: 'good', passes: 5, fails: 0 },
      { name: 'bad', passes: 5, fails: 2 },
    ];
    const text = written({ ...result, checks });
    expect(text).toContain('## Failed checks\n\n| Check | Passed | Failed |\n|---|---:|---:|\n| bad | 5 | 2 |\n');
    expect(text).not.toContain('| good |');
  });

  test('what is left out is said', () => {
    expect(markdownOf('sixty endpoints')).toContain('\n40 more in report.html.\n');
  });
});

describe('its size', () => {
  test.each([
    'meets with headroom',
    'breaks above the tier',
    'degraded',
    'critical',
    'closed ramp',
    'script',
    'aborted',
  ])('%s: below 4 kB', (name) => {
    expect(Buffer.byteLength(markdownOf(name))).toBeLessThan(4096);
  });

  test('an ordinary stress run with five endpoints and four objectives: below 4 kB', () => {
    const { result } = judged('breaks above the tier');
    const own = (name: string) => result.objectives.filter((line) => line.name === name);
    const session = own('API response').map((line) => ({
      ...line,
      name: 'session creation',
      measure: measured('step_duration', 'p95', { step: 'create session' }),
    }));
    const endpoints = ['/sessions', '/search', '/records', '/records/{id}', '/v1/chat/completions'].map((path) => ({
      ...result.endpoints[0]!,
      name: path,
    }));
    const provenance = {
      ...result.provenance,
      commandLine: 'loadkit run stress --tier medium --target http://127.0.0.1:8080',
      configFiles: ['loadkit.config.yaml', 'tiers/medium.yaml'],
      machine: { ...result.provenance.machine, os: 'Linux 6.18.44', cpuModel: 'AMD EPYC 7763 64-Core Processor' },
    };
    const text = written({ ...result, objectives: [...result.objectives, ...session], endpoints, provenance });
    // Pictures are files of their own.
    expect(Buffer.byteLength(text.replace(/^!\[.*$\n/gm, ''))).toBeLessThan(4096);
    expect(Buffer.byteLength(text)).toBeGreaterThan(3000);
  });

  test.each(NAMES)('%s: GitHub takes it', (name) => {
    expect(markdownOf(name).length).toBeLessThan(GITHUB_LIMIT);
  });
});
