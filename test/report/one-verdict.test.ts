import { describe, expect, test } from 'vitest';
import { exitCode } from '../../src/judge/exit-code.ts';
import { judge } from '../../src/judge/judge.ts';
import { layoutOf } from '../../src/judge/layout.ts';
import type { Close } from '../../src/metrics/lines/lines.ts';
import { decision } from '../../src/report/html/decision.ts';
import { junitReport } from '../../src/report/junit/junit.ts';
import { markdownReport } from '../../src/report/markdown/markdown.ts';
import { reportOf, runModel } from '../../src/report/stories/stories.ts';
import { terminalReport } from '../../src/report/terminal/terminal.ts';
import { Result } from '../../src/result/result.ts';
import { EndedBy } from '../../src/result/vocabulary.ts';
import { objective, recordOf, runOf, type StageStory, scriptPlan } from '../fixtures/record.ts';
import type { Engine, Second } from '../fixtures/timeline.ts';
import { parseXml } from '../fixtures/xml.ts';

const PLAN = scriptPlan(30);
const RECORD = recordOf(PLAN, [objective()]);

const slow = (latency: number): Second => ({ latencies: Array.from({ length: 20 }, () => latency) });
const refused = { name: '/x', method: 'GET', status: '0', error_code: '1212', expected_response: 'false' };

/** What was measured. */
const SECONDS: Readonly<Record<string, Second>> = {
  met: slow(0.05),
  degraded: slow(0.3),
  critical: slow(0.9),
  'too few samples': { latencies: [], failed: 1, iterations: 1 },
  'nothing sent': { latencies: [], iterations: 1 },
  'nothing answered': { failed: 5, tags: refused },
};

const HEALTH: Readonly<Record<string, StageStory['gen']>> = {
  calm: () => ({}),
  disturbed: () => ({ pressure: 0.9 }),
};

type Finish = (engine: Engine) => Engine;
const closed =
  (state: Close['state'], endedBy: EndedBy, exit: number, reason = 'so it was'): Finish =>
  (engine) =>
    engine.end().close(state, reason, { endedBy, exit });

/** How it ended. */
const ENDINGS: Readonly<Record<string, Finish>> = {
  'to its end': closed('complete', 'plan', 0, ''),
  'thresholds crossed': closed('complete', 'plan', 99, ''),
  'test.fail()': (engine) => closed('complete', 'plan', 110)(engine.event(29, 'marked-failed', 'a body was wrong')),
  'test.fail() without a word': closed('complete', 'plan', 110),
  abortOnFail: closed('aborted', 'threshold', 99),
  'test.abort()': closed('aborted', 'script', 108),
  'setup threw': closed('aborted', 'setup', 107),
  'k6 refused it': closed('aborted', 'refused', 104),
  'engine killed': (engine) => engine.close('crashed', 'k6 was killed', { exit: null, signal: 'SIGKILL' }),
  'engine panicked': closed('crashed', 'engine', 109),
  'disk full': closed('aborted', 'disk', 105),
  'the kill switch': closed('aborted', 'kill-switch', 105),
  'a guard rail': closed('aborted', 'guard-rail', 105),
  'Ctrl-C': closed('aborted', 'SIGINT', 105),
  SIGTERM: closed('aborted', 'SIGTERM', 105),
  'loadkit killed': (engine) => engine,
  'totals missing': (engine) => engine.close(),
  'totals too small': (engine) => engine.line({ t: 'end', s: 29, totals: [], other: 0, invalid: 0 }).close(),
  'lines lost': (engine) => engine.end({ lost: 3 }).close(),
  'teardown threw': (engine) => engine.event(29, 'teardown', 'teardown() threw: Error: no').end().close(),
  'handleSummary threw': (engine) => engine.event(29, 'summary', 'handleSummary() failed: no').end().close(),
};

interface Case {
  readonly seconds: string;
  readonly health: string;
  readonly ending: string;
}

const cases = Object.keys(SECONDS).flatMap((seconds) =>
  Object.keys(HEALTH).flatMap((health) => Object.keys(ENDINGS).map((ending): Case => ({ seconds, health, ending }))),
);

const outcomes = new Map<string, ReturnType<typeof judge>>();
/** The outcome of a case, which is judged once. */
function judged(one: Case) {
  const name = Object.values(one).join();
  const outcome = outcomes.get(name) ?? judgedAnew(one);
  outcomes.set(name, outcome);
  return outcome;
}

function judgedAnew({ seconds, health, ending }: Case) {
  const story = { second: () => SECONDS[seconds]!, gen: HEALTH[health]! };
  const engine = ENDINGS[ending]!(runOf(PLAN, { '': story }));
  return judge(RECORD, engine.into(layoutOf(RECORD)));
}

/** How a command ends, and whether its JUnit file says that it failed. */
function ended({ result, series }: ReturnType<typeof judged>, written: boolean, failOn: 'critical' | 'degraded') {
  const unwritten = written ? [] : ['report.html: no space left'];
  const junit = parseXml(junitReport(reportOf(result, series, failOn), unwritten)).attributes;
  return {
    code: exitCode(result, { written, failOn }),
    junitFails: Number(junit['failures']) + Number(junit['errors']) > 0,
  };
}

/** What each of the other dialects says of a result. */
function said({ result, series }: ReturnType<typeof judged>) {
  const report = reportOf(result, series);
  const terminal = terminalReport(report, { width: 400, colour: false, files: [] }).split('\n')[1] ?? '';
  const page = decision(report).text;
  return {
    sign: terminal[0],
    terminal: terminal.slice(2),
    headline: /<h1>(.*?)<\/h1>/s.exec(page)?.[1],
    word: /class="big z-(\S+)"/.exec(page)?.[1],
    markdown: markdownReport(report),
  };
}

const SIGNS: Readonly<Record<string, string>> = {
  met: '✓',
  degraded: '!',
  critical: '✗',
  'no-data': '?',
  inconclusive: '?',
};
/**
 * The exit codes that a verdict may have: 8 is the target's that never answered, the rest of those below 5 the
 * ending's.
 */
const ENDED = [2, 6, 7, 130, 143];
const CODES: Readonly<Record<string, readonly number[]>> = {
  met: [0, 9],
  degraded: [0, 3, 9],
  critical: [3],
  'no-data': [5, 8],
  inconclusive: [5, 8, ...ENDED],
};

describe('terminal, HTML, Markdown, JUnit and exit code follow from one verdict', () => {
  test.each(cases)('$seconds, $health, $ending', (one) => {
    const outcome = judged(one);
    const { result } = outcome;
    expect(Result.parse(result)).toEqual(result);
    const { sign, terminal, headline, word, markdown } = said(outcome);
    expect([sign, word]).toEqual([SIGNS[result.verdict], result.verdict]);
    expect(terminal.startsWith('Meets')).toBe(result.verdict === 'met');
    expect(headline!.startsWith('Meets')).toBe(result.verdict === 'met');
    expect(markdown.includes('Meets its objectives')).toBe(result.verdict === 'met');
    for (const written of [true, false]) {
      for (const failOn of ['critical', 'degraded'] as const) {
        const { code, junitFails } = ended(outcome, written, failOn);
        expect(CODES[result.verdict]).toContain(code);
        expect(junitFails).toBe(code !== 0);
      }
    }
  });

  test('met is only what came to its end, with a whole record; disturbance takes nothing from it', () => {
    const met = cases.filter((one) => judged(one).result.verdict === 'met');
    const endings = ['to its end', 'teardown threw', 'handleSummary threw'];
    const expected = ['calm', 'disturbed'].flatMap((health) =>
      endings.map((ending) => ({ seconds: 'met', health, ending })),
    );
    expect(met).toEqual(expected);
  });

  test('every way to end is among them, and each exit code', () => {
    const all = cases.map(judged);
    expect(new Set(all.map(({ result }) => result.run.endedBy))).toEqual(new Set(EndedBy.options));
    const codes = all.map((one) => ended(one, true, 'critical').code);
    expect([...new Set(codes)].sort((a, b) => a - b)).toEqual([0, 2, 3, 5, 6, 7, 8, 9, 130, 143]);
  });

  test('a run that ended early says so in the headline, with how long it was and what was planned', () => {
    const broken = judged({ seconds: 'critical', health: 'calm', ending: 'abortOnFail' });
    const plan = { ...RECORD, plan: { ...PLAN, duration: 40 } };
    const engine = ENDINGS['abortOnFail']!(runOf(PLAN, { '': { second: () => SECONDS['critical']! } }));
    const { result, series } = judge(plan, engine.into(layoutOf(plan)));
    expect(broken.result.verdict).toBe('critical');
    expect(runModel(result, series).decision.headline).toMatch(/^Misses .*ended early, after 30 s of at most 40 s\)$/);
  });
});
