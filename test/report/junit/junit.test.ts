import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exitCode } from '../../../src/judge/exit-code.ts';
import type { ObjectiveResult } from '../../../src/objectives/result.ts';
import { worst, Zone } from '../../../src/objectives/zone.ts';
import { junitReport } from '../../../src/report/junit/junit.ts';
import { reportOfPlan } from '../../../src/report/stories/plan/story.ts';
import { reportOf } from '../../../src/report/stories/stories.ts';
import type { Result } from '../../../src/result/result.ts';
import { PLANS } from '../../fixtures/plans.ts';
import { type Element, parseXml } from '../../fixtures/xml.ts';
import { CASES } from '../fixtures.ts';

const XSD = fileURLToPath(new URL('../../fixtures/junit.xsd', import.meta.url));
const NAMES = Object.keys(CASES);

const known = new Map(NAMES.map((name) => [name, CASES[name]!()]));
const judged = (name: string) => known.get(name)!;
const written = (result: Result, { series } = judged('script')) => junitReport(reportOf(result, series));
const xmlOf = (name: string) => {
  const { result, series } = judged(name);
  return junitReport(reportOf(result, series));
};

/** A file as a reporter reads it. */
function reported(xml: string) {
  const root = parseXml(xml);
  const suite = root.elements[0]!;
  const cases = suite.elements.filter(({ name }) => name === 'testcase');
  const outcome = (one: Element) => one.elements.find(({ name }) => name !== 'system-out');
  const of = (kind: string) => cases.filter((one) => outcome(one)?.name === kind);
  const find = (name: string) => {
    const found = cases.find(({ attributes }) => attributes['name'] === name);
    if (!found)
      throw new Error(`no case ${name} among ${cases.map(({ attributes }) => attributes['name']).join(', ')}`);
    const { type, message = '' } = outcome(found)?.attributes ?? {};
    return { kind: outcome(found)?.name ?? 'passed', type, message, text: textOf(found) };
  };
  return { root, suite, cases, of, find };
}

function textOf({ text, elements }: Element): string {
  return [text, ...elements.map(textOf)].join('\n').trim();
}

/** A result with other lines of objectives, and the verdict that they give. */
function withLines(lines: readonly Partial<ObjectiveResult>[], patch: Partial<Result> = {}): Result {
  const { result } = judged('script');
  const objectives = lines.map((line) => ({ ...result.objectives[0]!, ...line }));
  const counted = objectives.filter((line) => line.counts && (line.required || line.zone !== 'no-data'));
  return { ...result, objectives, verdict: worst(counted.map(({ zone }) => zone)), ...patch };
}

describe('the file (to renew the goldens: npx vitest run test/report -u)', () => {
  test.each(NAMES)('%s: golden', async (name) => {
    await expect(xmlOf(name)).toMatchFileSnapshot(`../../golden/report/${name.replaceAll(' ', '-')}.junit.xml`);
  });

  test.each(NAMES)('%s: the counts are those of the cases, and the times of the cases add up to the run’s', (name) => {
    const { root, suite, cases, of } = reported(xmlOf(name));
    const counts = {
      tests: String(cases.length),
      failures: String(of('failure').length),
      errors: String(of('error').length),
    };
    expect(root.attributes).toMatchObject(counts);
    expect(suite.attributes).toMatchObject({ ...counts, skipped: String(of('skipped').length) });
    const sum = cases.reduce((seconds, { attributes }) => seconds + Number(attributes['time']), 0);
    expect(sum.toFixed(3)).toBe(suite.attributes['time']);
    expect(Number(suite.attributes['time'])).toBe(judged(name).result.run.duration);
  });

  test('names its suite after scenario and tier, and says which run it was', () => {
    const { suite } = reported(xmlOf('critical'));
    expect(suite.attributes).toMatchObject({ name: 'loadkit.stress.medium', timestamp: '2026-11-21T14:00:00' });
    const properties = suite.elements[0]!.elements.map(({ attributes }) => [attributes['name'], attributes['value']]);
    expect(Object.fromEntries(properties)).toMatchObject({
      run: '20261121-140000-stress-medium-3fa9c1',
      verdict: 'critical',
      validity: 'valid',
      engine: 'k6 v2.2.0 (loadkit)',
      seed: '7',
      target: 'http://127.0.0.1:8080',
    });
    expect(reported(xmlOf('script')).suite.attributes['name']).toBe('loadkit.plain');
  });

  test('names cases alike in good runs and bad ones: reporters follow them from run to run', () => {
    const names = (name: string) => reported(xmlOf(name)).cases.map(({ attributes }) => attributes['name']);
    expect(names('critical')).toEqual(names('meets with headroom'));
    expect(names('inconclusive')).toEqual(names('meets with headroom'));
  });
});

describe('what fails', () => {
  test('critical: a failure that says value and limit, with interval, n and measure below', () => {
    const { find } = reported(xmlOf('critical'));
    expect(find('API response')).toMatchObject({
      kind: 'failure',
      type: 'critical',
      message: 'API response is 800 ms, critical is > 500 ms',
    });
    const stage = find('server errors (1x)');
    expect(stage).toMatchObject({ kind: 'failure', message: 'server errors is 9.09 % in 1x, critical is > 5 %' });
    for (const line of [
      '95 % interval: 7.37 % – 11.2 %',
      'samples: 880',
      'measure: http_reqs{status:5xx} of http_reqs',
    ])
      expect(stage.text.split('\n')).toContain(line);
    expect(find('the measurement is valid').kind).toBe('passed');
  });

  test('degraded fails where --fail-on says so', () => {
    const { result, series } = judged('degraded');
    const { find } = reported(junitReport(reportOf(result, series, 'degraded')));
    expect(find('API response (1x)')).toMatchObject({ kind: 'failure', type: 'degraded' });
    expect(exitCode(result, { written: true, failOn: 'degraded' })).toBe(3);
  });

  test.each([
    ['capacity found', 'passed', 'passed'],
    ['capacity below the tier', 'failure', 'passed'],
    ['capacity drifting', 'skipped', 'error'],
    ['capacity interrupted', 'skipped', 'error'],
  ])('%s: whether the tier is carried: %s; the measurement: %s', (name, tier, measurement) => {
    const { find } = reported(xmlOf(name));
    expect(find("carries the tier's rate").kind).toBe(tier);
    expect(find('the measurement is valid').kind).toBe(measurement);
  });

  test('a search without a tier and without a hold promises what it found', () => {
    const { result } = judged('capacity without a tier');
    const objectives = result.objectives.map((line) => ({ ...line, zone: 'no-data' as const, actual: null }));
    const { of } = reported(written({ ...result, objectives }));
    expect([...of('failure'), ...of('error')]).toEqual([]);
  });

  test('degraded passes and says so', () => {
    const { find, of } = reported(xmlOf('degraded'));
    expect(of('failure')).toEqual([]);
    const degraded = find('API response (1x)');
    expect(degraded.kind).toBe('passed');
    expect(degraded.text).toMatch(/^degraded: API response is 300 ms in 1x, the target is < 200 ms$/m);
  });

  test('without a critical limit, missing the target is the failure', () => {
    const line = {
      name: 'hits',
      zone: 'critical',
      actual: 0.5,
      target: { op: '>', value: 0.85 },
      unit: 'ratio',
    } as const;
    expect(reported(written(withLines([line]))).find('hits')).toMatchObject({
      kind: 'failure',
      message: 'hits is 50 %, the target is > 85 %',
    });
  });

  test('no data of a required objective is an error, of another it is skipped', () => {
    const line = { zone: 'no-data', actual: null, note: 'too few samples: 5' } as const;
    const { find } = reported(
      written(withLines([{ ...line, name: 'a' }, { ...line, name: 'b', required: false }, { name: 'c' }])),
    );
    expect(find('a')).toMatchObject({ kind: 'error', type: 'no-data', message: 'a has no data: too few samples: 5' });
    expect(find('b')).toMatchObject({ kind: 'skipped', message: 'not required: b has no data: too few samples: 5' });
    expect(find('c').kind).toBe('passed');
  });

  test('what the verdict does not rest on is skipped, however bad it is', () => {
    const { find } = reported(xmlOf('breaks above the tier'));
    expect(find('API response (3x)')).toMatchObject({
      kind: 'skipped',
      message: 'the verdict does not rest on this: API response is 2.1 s in 3x, critical is > 500 ms',
    });
    expect(find('API response (1x)').kind).toBe('passed');
  });

  test('inconclusive: one error with every reason and what to do; no zone is told', () => {
    const { find, of } = reported(xmlOf('inconclusive'));
    const doubt = find('the measurement is valid');
    expect(doubt).toMatchObject({ kind: 'error', type: 'inconclusive' });
    expect(doubt.message).toMatch(
      /^0\.5x, 1x: the generator fell behind its schedule: 1 % of arrivals started more than/,
    );
    expect(doubt.text).toContain('what to do: free the generator machine of other work');
    expect(of('error')).toHaveLength(1);
    expect(of('failure')).toEqual([]);
    expect(find('API response').message).toMatch(/^not judged, the measurement is not valid: /);
    expect(find('API response').text).not.toMatch(/\bmet\b/);
  });

  test.each([
    ['aborted', 'aborted', /^the run was aborted after 20 s of at most 1 min: stopped by SIGINT$/],
    ['nothing sent', 'no-data', /^nothing was measured/],
  ])('%s: an error', (name, type, message) => {
    const found = reported(xmlOf(name)).find('the measurement is valid');
    expect(found).toMatchObject({ kind: 'error', type });
    expect(found.message).toMatch(message);
  });

  test('a target that never answered is an error, though no objective looked at it', () => {
    const { result } = judged('script');
    const totals = { ...result.totals, failed: result.totals.requests, answered: 0 };
    expect(reported(written({ ...result, totals })).find('the measurement is valid')).toMatchObject({
      kind: 'error',
      type: 'unreachable',
      message: 'the target answered none of 1,200 requests',
    });
  });

  test('an objective by windows tells their width and how many broke, and not in its name', () => {
    const window = { width: 30, judged: 20, broken: 6, longest: 90 };
    const { find } = reported(written(withLines([{ name: 'alert', zone: 'critical', actual: 1.2, window }])));
    const found = find('alert (windows)');
    expect(found.message).toMatch(/^alert is 1\.2 s in the worst window of 30 s, /);
    expect(found.text).toContain('windows: 6 of 20 broken, at most 1 min 30 s in a row');
  });
});

describe('a reporter and the exit code agree', () => {
  const fails = (result: Result) => {
    const { of } = reported(written(result));
    return of('failure').length + of('error').length > 0;
  };
  const exits = (result: Result) => exitCode(result, { written: true, failOn: 'critical' }) !== 0;

  test.each(NAMES)('%s', (name) => {
    const { result } = judged(name);
    expect(fails(result)).toBe(exits(result));
  });

  test('whatever the lines of the objectives', () => {
    const line = fc.record({ zone: fc.constantFrom(...Zone.options), counts: fc.boolean(), required: fc.boolean() });
    let bad = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.boolean(), (lines, answered) => {
        const { totals } = judged('script').result;
        const result = withLines(lines, { totals: { ...totals, answered: answered ? totals.requests : 0 } });
        expect(fails(result)).toBe(exits(result));
        bad += Number(fails(result));
      }),
    );
    expect(bad).toBeGreaterThan(10);
  });
});

/** Real parsers, where the machine has them. */
describe('other readers', () => {
  const files = () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadkit-junit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const plans = Object.values(PLANS).map((plan) => junitReport(reportOfPlan(plan())));
    return [...NAMES.map(xmlOf), ...plans].map((xml, i) => {
      const file = join(folder, `${i}.xml`);
      writeFileSync(file, xml);
      return file;
    });
  };

  test('the schema holds (xmllint)', (context) => {
    skipWithout('xmllint', '--version', context.skip);
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', XSD, ...files()], { encoding: 'utf8' });
    expect(stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'))).toEqual([]);
    expect(status).toBe(0);
    const broken = xmlOf('script').replace(' classname="loadkit.plain"', '');
    const { status: refused } = spawnSync('xmllint', ['--noout', '--schema', XSD, '-'], {
      input: broken,
      encoding: 'utf8',
    });
    expect(refused).not.toBe(0);
  });

  test('Python reads the same names', (context) => {
    skipWithout('python3', '--version', context.skip);
    const program = `import json, sys, xml.etree.ElementTree as tree
print(json.dumps([[case.get('name') for case in tree.parse(file).iter('testcase')] for file in sys.argv[1:]]))`;
    const { stdout, stderr } = spawnSync('python3', ['-c', program, ...files()], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const ours = NAMES.map((name) => reported(xmlOf(name)).cases.map(({ attributes }) => attributes['name']));
    expect(JSON.parse(stdout).slice(0, ours.length)).toEqual(ours);
  });
});

function skipWithout(command: string, flag: string, skip: (note: string) => void): void {
  if (spawnSync(command, [flag]).error === undefined) return;
  process.stderr.write(`\n*** SKIPPED: this machine has no ${command}, JUnit files were not read by it\n`);
  skip(`no ${command}`);
}
