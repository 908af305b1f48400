import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import { ownMeasure } from '../../src/objectives/result.ts';
import { typeset } from '../../src/press/pdf.ts';
import { chartsIn } from '../../src/report/blocks.ts';
import type { Chart } from '../../src/report/charts/chart.ts';
import { csvOf } from '../../src/report/charts/csv.ts';
import { withoutMiddle } from '../../src/report/escape.ts';
import { htmlReport } from '../../src/report/html/html.ts';
import { jsonText } from '../../src/report/json.ts';
import { junitReport } from '../../src/report/junit/junit.ts';
import { markdownReport } from '../../src/report/markdown/markdown.ts';
import { reportOf } from '../../src/report/stories/stories.ts';
import { liveLine } from '../../src/report/terminal/live/line.ts';
import { liveView } from '../../src/report/terminal/live/view.ts';
import { tableLines } from '../../src/report/terminal/table-lines.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import type { ChartSeries } from '../../src/result/chart-series.ts';
import type { Result } from '../../src/result/result.ts';
import { harmless, visible } from '../../src/visible.ts';
import { emptyFolder, loadkit, resultIn, runFolder } from '../e2e/command.ts';
import { HOSTILE, withHostileTexts } from '../fixtures/hostile.ts';
import { liveObjective, liveOf } from '../fixtures/live.ts';
import { fold, objective, ratio, recordOf, runOf, scriptPlan } from '../fixtures/record.ts';
import { type Element, parseXml } from '../fixtures/xml.ts';
import { hasPoppler, poppler } from '../press/poppler.ts';
import { CASES } from '../report/fixtures.ts';

/** What steers a terminal: C0 but for line feeds, DEL, C1, and what turns the direction of writing or has no width. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
/** What a build server takes for a command: GitHub's runner, Azure's agent, TeamCity. */
const COMMAND = /^[^\S\n]*::|##\w*\[/m;
const ANNOTATION = /^::(?:error|warning|notice) title=(?:(?!##\w*\[)[^:,\n])*::(?:(?!##\w*\[).)*$/gm;
const PAGE = { script: '', style: '', sha256: 'none', fontFaces: '' };
const PRESS = (path: string) => fileURLToPath(new URL(`../../src/press/${path}`, import.meta.url));
const FOLDERS = { fonts: PRESS('fonts'), templates: PRESS('typst') };

const { result: critical, series } = CASES['critical']!();
const hostile = withHostileTexts(critical);
const told = (result: Result, chart: ChartSeries = series) => reportOf(result, chart);
const comment = (result: Result) => markdownReport(told(result));

/** The rows of every table, split into cells as cmark-gfm does: at pipes that no backslash takes away. */
function tables(text: string): string[][][] {
  const blocks = text.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.filter((rows) => rows.length > 0).map((rows) => rows.map(cells));
}

function cells(line: string): string[] {
  const split = [...line.matchAll(/(?:\\.|[^|\\])*\|/g)].map(([cell]) => cell.slice(0, -1).trim());
  return split.slice(1);
}

/** Names that would act in a comment or break a table, were they not made harmless. */
const name = fc.oneof(
  fc.constantFrom(
    ...HOSTILE,
    ...['`', '\\', '\\|', '|', '||', '- [ ] x', '# x', '#12', 'GH-3', 'a@b.org', '$x$', 'www.x.test'],
  ),
  fc.string({ unit: fc.constantFrom(...'\\`*_[]()<>|~$&#!@- \n1a'), minLength: 1, maxLength: 200 }),
);

describe('B-69 names in a comment on a pull request', () => {
  test('B-69 tables keep their columns, the fold stays one, and nobody is called', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const text = comment(withHostileTexts(critical, [one, other]));
        for (const rows of tables(text)) for (const row of rows) expect(row).toHaveLength(rows[0]!.length);
        expect(text.split(/^<details>$/m)).toHaveLength(2);
        expect(text.split(/^<\/details>$/m)).toHaveLength(2);
        const prose = text.replace(/\\.|(`+)(?!`).*?[^`]\1(?!`)/g, (found, fence) => (fence ? '' : found));
        expect(prose).not.toMatch(/@(?!\u2060)|[#!]\d|\b(https?|www)[:.]|<(?!\/?(details|summary)>)[a-z/!?]/i);
        expect(text).not.toMatch(CONTROL);
        expect(text).not.toMatch(COMMAND);
      }),
      { numRuns: 100 },
    );
  });

  test('B-69 cmark-gfm shows every name as text: no link, image, emphasis or element of its own', (context) => {
    if (spawnSync('cmark-gfm', ['--version']).error !== undefined) {
      process.stderr.write('\n*** SKIPPED: this machine has no cmark-gfm, comments were not read by it\n');
      context.skip('no cmark-gfm');
    }
    const extensions = ['table', 'strikethrough', 'autolink', 'footnotes', 'tasklist'].flatMap((each) => ['-e', each]);
    fc.assert(
      fc.property(name, (one) => {
        const objectives = critical.objectives.map((line) => ({ ...line, name: one }));
        const endpoints = critical.endpoints.map((endpoint) => ({ ...endpoint, name: one, method: '' }));
        const text = comment({
          ...critical,
          objectives,
          endpoints,
          errors: [{ id: 'fault/one', kind: one, count: 2, examples: [one] }],
        });
        const { stdout } = spawnSync('cmark-gfm', ['--unsafe', ...extensions], { input: text, encoding: 'utf8' });
        const allowed = /<\/?(h[12]|p|table|thead|tbody|tr|th|td|details|summary|ul|li|code)( align="right")?>/g;
        const charts = /<img src="charts\/[a-z]+\.svg" alt="[^"<>]*" \/>/g;
        const bare = stdout.replace(allowed, '').replace(charts, '');
        expect(bare).not.toContain('<');
        const shown = bare
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&');
        const cell = withoutMiddle(visible(one), 80).trim().replaceAll('\u2060', '');
        // What stands in a span of code is escaped, so that it is no command either.
        expect(shown.replaceAll('\u2060', '').replaceAll('#\\u0023', '##')).toContain(cell);
      }),
      { numRuns: 60 },
    );
  });
});

test('B-70 a column of a CSV export is no formula, and negative numbers stay numbers', () => {
  const names = ['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\n=1', ' =1', 'a","=1', 'plain', '::error::x'];
  const lines = names.map((each) => ({ name: each, values: [-1.5, null, 2] }));
  const chart = { x: { kind: 'time', bin: 5 }, unit: 's', lines } as unknown as Chart;
  const [head = '', ...rows] = csvOf(chart).trimEnd().split('\n');
  const columns = [...head.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, text = '']) => text.replaceAll('""', '"'));
  expect(columns).toHaveLength(names.length + 1);
  for (const column of columns) expect(column).not.toMatch(/^[\s=+\-@]/);
  expect(columns).toContain("'=1+1 (s)");
  expect(columns).toContain('\\t=1 (s)');
  expect(columns).toContain('plain (s)');
  expect(rows[0]).toBe(`0,${names.map(() => '-1.5').join(',')}`);
  expect(rows[1]).toBe(`5,${names.map(() => '').join(',')}`);
});

describe('B-71 names on a terminal', () => {
  const live = liveOf({
    scenario: '\u001b[2Jname',
    stage: '::error::x\n\u202e',
    objectives: HOSTILE.map((name) => liveObjective({ name, zone: 'critical' })),
  });

  test('B-71 what steers a terminal is shown, and no line is wider than it', () => {
    for (const width of [20, 80, 200]) {
      const report = terminalReport(told(hostile), { width, colour: false, files: [] });
      const lines = [...report.split('\n'), ...liveView(live, width, false)];
      for (const line of lines) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(CONTROL);
      }
    }
    const wide = terminalReport(told(hostile), { width: 1000, colour: false, files: ['\u001b[2J::error::x'] });
    for (const shown of [
      '\\x1b]0;title\\x07\\x1b[2J\\x9b31m',
      '\\u202eright to left\\u2066',
      'zero\\u200bwidth',
      'a\\n::stop',
    ])
      expect(wide).toContain(shown);
    expect(liveLine(live)).toContain('::error::x\\n\\u202e · ');
    expect(harmless(`${wide}\n${liveLine(live)}`)).not.toMatch(COMMAND);
  });

  test('B-71 columns stand below each other, however wide or long what stands in them seems', () => {
    const rows = tableLines(HOSTILE.map((each) => [each, 'second']));
    const starts = rows.map((row) => stringWidth(row.slice(0, row.lastIndexOf('second'))));
    expect(new Set(starts).size).toBe(1);
    for (const row of rows) expect(row).not.toMatch(CONTROL);
  });
});

/** Any sequence of UTF-16 units, lone halves of pairs among them, and what XML and its readers are tempted by. */
const unwritable = fc.oneof(
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    ...HOSTILE,
    ...['<![CDATA[x]]>', '&amp;&bogus;&#0;', '"><failure message="x"/>', '\ufffe\uffff\ud800', 'a #2'],
    'x'.repeat(1_000_000),
  ),
);

describe('B-73 names in JUnit XML', () => {
  const junit = (result: Result) => junitReport(told(result));
  const casesIn = (text: string): Element[] =>
    parseXml(text).elements[0]!.elements.filter((element) => element.name === 'testcase');

  test('B-73 it stays well-formed, its cases stay apart, and nothing in it is an attachment or a command', () => {
    fc.assert(
      fc.property(fc.array(unwritable, { minLength: 1, maxLength: 4 }), unwritable, (names, other) => {
        const objectives = names.map((each, i) => ({
          ...{ ...critical.objectives[0]!, name: each, note: other, stage: null, measure: ownMeasure('held', other) },
          zone: i % 2 ? ('critical' as const) : ('met' as const),
        }));
        const run = { ...critical.run, scenario: other, target: other, id: other };
        const text = junit({ ...critical, run, objectives });
        const all = casesIn(text).map(({ attributes }) => attributes['name']);
        expect(new Set(all).size).toBe(names.length + 1);
        expect(text).not.toContain('[[ATTACHMENT');
        expect(text).not.toMatch(COMMAND);
        expect(text.length).toBeLessThan(100_000);
      }),
      { numRuns: 100 },
    );
  });

  test('B-73 what cannot be written in XML is shown, not dropped; xmllint and Python read it', (context) => {
    const objectives = [
      { ...critical.objectives[0]!, name: 'a\u0000b\ufffe\ud800', stage: null, zone: 'critical' as const },
    ];
    expect(casesIn(junit({ ...critical, objectives })).map(({ attributes }) => attributes['name'])).toContain(
      'a\\x00b\\ufffe\ufffd',
    );
    const file = join(emptyFolder(), 'junit.xml');
    writeFileSync(file, junit(hostile));
    const lint = spawnSync('xmllint', ['--noout', file], { encoding: 'utf8' });
    if (lint.error) {
      process.stderr.write('\n*** SKIPPED: this machine has no xmllint, JUnit files were not read by it\n');
      context.skip('no xmllint');
    }
    expect(lint.stderr).toBe('');
    expect(lint.status).toBe(0);
  });
});

describe('B-74 names in a PDF', () => {
  const names = HOSTILE.filter((each) => /^[\x20-\x7e]{1,60}$/.test(each));
  const pdf = typeset(reportOf(withHostileTexts(critical, names), series), FOLDERS);

  test('B-74 what would act in Typst is text, and nothing is read', async (context) => {
    if (!hasPoppler) context.skip('no poppler');
    const text = poppler('pdftotext', ['-raw'], await pdf).replace(/[\s\u00a0\u200b\u00ad]/g, '');
    for (const each of [
      '#read("/etc/passwd")',
      '#import"@preview/x:1.0.0"',
      '$x^2$',
      '#include"theme.typ"',
      '<script>',
    ])
      expect(text).toContain(each);
    expect(text).not.toContain('root:');
  });

  test('B-74 its letters are the fonts that loadkit ships, whatever the machine has', async () => {
    const fonts = [
      ...Buffer.from(await pdf)
        .toString('latin1')
        .matchAll(/\/FontName\s*\/(?:[A-Z]{6}\+)?([\w-]+)/g),
    ];
    expect(fonts.length).toBeGreaterThan(0);
    for (const [, font] of fonts) expect(font).toMatch(/^Source(Sans3|Serif4)/);
  });
});

describe('B-75 runs of hardly any samples, or of strange ones', () => {
  const runs: Record<string, { latencies: readonly number[]; invalid?: number }> = {
    'no sample': { latencies: [] },
    'one sample': { latencies: [0.05] },
    'two samples': { latencies: [0.05, 0.07] },
    'all equal': { latencies: Array.from({ length: 200 }, () => 0.05) },
    'one that took no time': { latencies: [0, 0.05] },
    'an outlier of 10^9 µs': { latencies: [...Array.from({ length: 200 }, () => 0.05), 1000] },
    'one that is no number': { latencies: Array.from({ length: 200 }, () => 0.05), invalid: 1 },
  };

  test.each(Object.keys(runs))('B-75 %s: no NaN, Infinity or undefined in any output', async (which) => {
    const { latencies, invalid = 0 } = runs[which]!;
    const plan = scriptPlan();
    const engine = runOf(plan, { '': { second: (s) => ({ latencies: s === 5 ? latencies : [] }) } });
    const record = recordOf(plan, [objective(), ratio()]);
    const judged = judge(record, fold(record, engine.end({ invalid }).close()));
    const report = told(judged.result, judged.series);
    const outputs = {
      terminal: terminalReport(report, { width: 100, colour: false, files: [] }),
      markdown: markdownReport(report),
      html: htmlReport(report, PAGE),
      junit: junitReport(report),
      json: jsonText(judged.result),
      series: JSON.stringify(judged.series),
      csv: report.sections.flatMap(({ blocks }) => chartsIn(blocks).map(csvOf)).join('\n'),
      pdf: hasPoppler ? poppler('pdftotext', ['-raw'], await typeset(report, FOLDERS)) : '',
    };
    for (const [dialect, text] of Object.entries(outputs))
      expect(`${dialect}: ${/.{0,40}(\bNaN\b|\bundefined\b|\bInfinity\b|\[object).{0,20}/.exec(text)?.[0] ?? ''}`).toBe(
        `${dialect}: `,
      );
  });
});

/** Whatever it is asked, every part of its answer acts somewhere. */
async function startHostile(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const status = request.url === '/moved' ? 302 : 500;
    response.writeHead(status, '::error::status ##[error]x', {
      location: '/::error::moved',
      'x-hostile': '##vso[task.complete result=Succeeded;]DONE',
    });
    response.end(BODY);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const BODY = 'oops\n::error::body\r::set-output name=a::b\r\n##vso[task.setvariable variable=x]y\u001b[2J\u202e';

const SCRIPT = `import { check, group } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
const base = 'THE_URL';
const evil = ['::error::name', '  ::warning::x', '##vso[task.setvariable variable=x]y', 'a ##[error]b', '\\u001b]0;t\\u0007\\r::add-mask::z', 'x\\n::stop-commands::t', '::error title=x::forged'];
const own = new Trend('own');
export const options = {
  scenarios: { main: { executor: 'shared-iterations', vus: 1, iterations: 24 } },
  thresholds: { 'http_reqs{name:::error::name}': ['count>0'], 'own{kind:##vso[x]y}': ['max<10'] },
};
export function setup() { console.log(evil.join('\\n')); }
export default function () {
  const name = evil[exec.scenario.iterationInTest % evil.length];
  const answer = http.get(base + '/' + encodeURIComponent(name), { tags: { name, kind: name } });
  http.get(base + '/moved', { redirects: 0, tags: { name: 'moved' } });
  own.add(Number.NaN, { kind: '##vso[x]y' });
  own.add(1, { kind: '##vso[x]y' });
  console.log(name);
  console.log(answer.body);
  console.warn(answer.status_text);
  console.error(answer.headers['X-Hostile']);
  group(name.replaceAll('::', ':'), () => check(answer, { [name.replaceAll('::', ':')]: () => false }));
  throw new Error(name + answer.body);
}
export function teardown() { throw new Error('::error::teardown'); }
export function handleSummary() { return { stdout: evil.join('\\n') + '\\n' }; }
`;

test('no line that loadkit prints is a command to a build server, whatever target, script, file and configuration say', async () => {
  const url = await startHostile();
  const cwd = emptyFolder();
  const files = {
    '::error::s.js': SCRIPT.replace('THE_URL', url),
    'loadkit.config.yaml': `objectives:
  - { name: "::error::objective", metric: request_time, stat: p95, target: "< 10s" }
  - { name: "  ##vso[task.complete]x", metric: checks, stat: rate, target: "> 99%" }
`,
    '::error::c.yaml': 'targets: x\n"::error::key": 1\n"##vso[x]y": "a\\n::error::value"\n',
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
  const env = { GITHUB_ACTIONS: 'true', TF_BUILD: 'True', CI: 'true' };
  const [ran, json, checked, listed, broken, missing, typed] = await Promise.all([
    loadkit(['run', '::error::s.js', '--format', 'markdown,junit,html'], { cwd, env }),
    loadkit(['run', '::error::s.js', '--json', '--out', 'other'], { cwd, env }),
    loadkit(['check', '::error::s.js'], { cwd, env }),
    loadkit(['list', '--json'], { cwd, env }),
    loadkit(['list', '--config', '::error::c.yaml'], { cwd, env }),
    loadkit(['run', '::error::a\n::error::b'], { cwd, env }),
    loadkit(['run', '--x\n::error::y', '::error::z'], { cwd, env }),
  ]);
  const said = { ran, json, checked, listed, broken, missing, typed };
  for (const [what, { stdout, stderr }] of Object.entries(said)) {
    // The annotations of a run are the only commands, and hold nothing of others that ends a title or a line.
    expect({ what, forged: /^::error title=x::/m.test(stderr) }).toEqual({ what, forged: false });
    for (const text of [stdout, stderr.replace(ANNOTATION, '')]) {
      expect({ what, command: COMMAND.exec(text)?.[0] }).toEqual({ what, command: undefined });
      expect({ what, control: CONTROL.exec(text)?.[0] }).toEqual({ what, control: undefined });
    }
    expect(stderr).not.toContain('internal error');
  }
  expect(ran.stderr.match(ANNOTATION)?.length).toBeLessThanOrEqual(20);
  expect(broken.code).toBe(2);
  expect([missing.code, typed.code]).toEqual([2, 2]);
  // It is all there, and can be read.
  expect(ran.stderr).toContain('oops\\n::error::body\\r::set-output name=a::b\\r\\n#\\u0023vso[');
  expect(ran.stderr).toMatch(/^\\u003a:error::name$/m);
  expect(JSON.parse(json.stdout)).toMatchObject({
    endpoints: expect.arrayContaining([expect.objectContaining({ name: '::error::name' })]),
  });
  const folder = runFolder(join(cwd, 'reports'));
  expect(resultIn(folder).totals.requests).toBe(48);
  for (const file of ['report.md', 'junit.xml', 'result.json'])
    expect({ file, command: COMMAND.exec(readFileSync(join(folder, file), 'utf8'))?.[0] }).toEqual({
      file,
      command: undefined,
    });
});
